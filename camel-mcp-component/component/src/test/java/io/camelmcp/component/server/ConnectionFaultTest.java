package io.camelmcp.component.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import org.junit.jupiter.api.Test;

class ConnectionFaultTest {

    @Test
    void whatAPeerHasSentInClearTextToATlsPortIsNotForTheLog() {
        NotSslRecordException cause = new NotSslRecordException("not an SSL/TLS record: 4d430201746f6b656e");

        assertThat(ConnectionFault.detail(cause)).isEqualTo("clear text on a port that speaks TLS");
        assertThat(ConnectionFault.detail(new DecoderException(cause)))
                .isEqualTo("clear text on a port that speaks TLS");
        assertThat(ConnectionFault.reason(new DecoderException(cause))).isEqualTo(CloseReason.TLS);
    }
}

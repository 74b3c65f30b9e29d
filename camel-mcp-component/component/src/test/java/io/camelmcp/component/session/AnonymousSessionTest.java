package io.camelmcp.component.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** docs/protocol.md, section 3: names of messages. */
class AnonymousSessionTest {

    @Test
    void clientIdIsATildeAndEightCharactersAndDiffersBetweenSessions() {
        assertThat(new AnonymousSession().clientId()).matches("~[A-Za-z0-9]{8}");
        assertThat(new AnonymousSession().clientId()).isNotEqualTo(new AnonymousSession().clientId());
    }

    @Test
    void messageIdIsClientTagAndExtendedNumber() {
        AnonymousSession session = new AnonymousSession();

        assertThat(session.messageId(65_538, 1)).isEqualTo(session.clientId() + "/" + session.tag() + "/65538");
        assertThat(session.tag()).matches("[A-Za-z0-9]{8}");
    }

    @Test
    void requestsWithoutASequenceNumberAreCountedInTheirEpoch() {
        AnonymousSession session = new AnonymousSession();

        assertThat(session.messageId(session.count(), 1)).endsWith("/p1.1");
        assertThat(session.messageId(session.count(), 1)).endsWith("/p1.2");
        assertThat(session.messageId(-3, 7)).endsWith("/p7.3");
    }
}

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
    void messageIdIsClientTagAndExtendedNumberAndTheSameForARetransmission() {
        AnonymousSession session = new AnonymousSession();
        String first = session.messageId(session.number(65_535));
        String second = session.messageId(session.number(2));

        assertThat(first).matches("~[A-Za-z0-9]{8}/[A-Za-z0-9]{8}/65535").startsWith(session.clientId());
        assertThat(second).endsWith("/65538");
        assertThat(session.messageId(session.number(65_535))).isEqualTo(first);
    }

    @Test
    void requestsWithoutASequenceNumberAreCounted() {
        AnonymousSession session = new AnonymousSession();

        assertThat(session.messageId(session.number(0))).endsWith("/p1.1");
        assertThat(session.messageId(session.number(7))).endsWith("/7");
        assertThat(session.messageId(session.number(0))).endsWith("/p1.2");
    }
}

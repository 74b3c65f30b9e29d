package io.camelmcp.component.client;

import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.session.sequence.SequenceExtender;
import java.util.ArrayDeque;
import java.util.TreeMap;

/**
 * What has become of the last 1024 numbers that the peer has given to its requests in one session (docs/protocol.md, section 3).
 */
final class PeerNumbers {

    /** Numbers that are remembered. */
    static final int REMEMBERED = 1_024;

    /** What is known of a number. */
    sealed interface Known {

        /** It has not been seen. */
        record New() implements Known {}

        record Running(PeerRequest request) implements Known {}

        record Done(byte[] answer) implements Known {}

        record Failed() implements Known {}

        /** Too far behind, or its answer is no longer kept. */
        record Stale() implements Known {}
    }

    private static final Known NEW = new Known.New();
    private static final Known FAILED = new Known.Failed();
    private static final Known STALE = new Known.Stale();
    private static final Known DONE_EMPTY = new Known.Done(McpFrame.EMPTY);

    private final SequenceExtender extender = new SequenceExtender(0);
    private final TreeMap<Long, Known> known = new TreeMap<>();
    private final ArrayDeque<Long> answers = new ArrayDeque<>();
    private final int mostAnswers;

    /** @param mostAnswers answers with a body that are kept, as many as the window */
    PeerNumbers(int mostAnswers) {
        this.mostAnswers = mostAnswers;
    }

    long extend(int seq) {
        long number = extender.extend(seq);
        known.headMap(extender.highest() - REMEMBERED, true).clear();
        return number;
    }

    Known of(long number) {
        if (number <= extender.highest() - REMEMBERED) {
            return STALE;
        }
        Known found = known.get(number);
        return found == null ? NEW : found;
    }

    void running(long number, PeerRequest request) {
        known.put(number, new Known.Running(request));
    }

    void done(long number, byte[] answer) {
        if (of(number) == STALE) {
            return;
        }
        known.put(number, answer.length == 0 ? DONE_EMPTY : new Known.Done(answer));
        if (answer.length > 0) {
            answers.add(number);
            if (answers.size() > mostAnswers) {
                known.replace(answers.remove(), STALE);
            }
        }
    }

    void failed(long number) {
        if (of(number) != STALE) {
            known.put(number, FAILED);
        }
    }
}

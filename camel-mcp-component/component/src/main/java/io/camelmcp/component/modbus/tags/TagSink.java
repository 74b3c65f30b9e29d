package io.camelmcp.component.modbus.tags;

import java.util.function.Consumer;

/** Takes what a {@link TagPoller} has read. */
@FunctionalInterface
public interface TagSink {

    /**
     * Takes a report. The next poll of its tags waits until it is done; called by a thread that must not wait.
     *
     * @param report what was read
     * @param done   to be told once, by any thread, whether the report has reached its end well; changes that have not are
     *               reported again
     */
    void accept(TagReport report, Consumer<Boolean> done);
}

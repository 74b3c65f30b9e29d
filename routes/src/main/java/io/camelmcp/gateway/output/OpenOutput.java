package io.camelmcp.gateway.output;

import io.camelmcp.gateway.events.Event;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** An output that is on, for one thread at a time: a route that is reloaded may overlap with its successor. */
final class OpenOutput {

    private final String name;
    private final Output output;
    private final ReentrantLock lock = new ReentrantLock();

    OpenOutput(String name, Output output) {
        this.name = name;
        this.output = output;
    }

    String name() {
        return name;
    }

    List<RefusedEvent> write(List<Event> events) throws Exception {
        lock.lockInterruptibly();
        try {
            return output.write(events);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        output.close();
    }
}

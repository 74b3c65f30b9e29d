package io.camelmcp.component.server;

/** What a server takes for the time: the deadlines of its connections, the life of its sessions, its limits. */
interface ServerClock {

    /** The time of the system. */
    ServerClock SYSTEM = new ServerClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }
    };

    /** Nanoseconds as of {@link System#nanoTime}: only differences mean something. */
    long nanos();

    /** Milliseconds since 1970. */
    long millis();
}

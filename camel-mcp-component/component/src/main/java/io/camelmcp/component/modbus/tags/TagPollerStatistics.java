package io.camelmcp.component.modbus.tags;

/**
 * How a poller has been so far.
 *
 * @param polls    started
 * @param skipped  because the one before was not finished
 * @param requests sent
 * @param tags     that are polled
 * @param bad      of them, now
 * @param units    that are polled
 * @param silent   of them, now
 */
public record TagPollerStatistics(long polls, long skipped, long requests, int tags, int bad, int units, int silent) {

    static final TagPollerStatistics NONE = new TagPollerStatistics(0, 0, 0, 0, 0, 0, 0);
}

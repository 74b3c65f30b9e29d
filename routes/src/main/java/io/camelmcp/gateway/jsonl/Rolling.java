package io.camelmcp.gateway.jsonl;

import java.time.Duration;

/**
 * When a file is closed, and what becomes of closed ones.
 *
 * @param fileBytes octets from which on a file is closed and the next one begun; a batch is never torn
 * @param gzip      whether closed files are packed
 * @param keep      how long files are kept, counted from their day, whole days; zero is for ever
 * @param keepBytes octets of all files, above which the oldest closed ones are deleted; 0 is no limit
 */
record Rolling(long fileBytes, boolean gzip, Duration keep, long keepBytes) {

    /** One file a day, and none is ever touched again. */
    static final Rolling NONE = new Rolling(Long.MAX_VALUE, false, Duration.ZERO, 0);

    boolean touchesClosedFiles() {
        return gzip || !keep.isZero() || keepBytes > 0;
    }
}

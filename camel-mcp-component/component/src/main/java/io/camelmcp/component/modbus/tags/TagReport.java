package io.camelmcp.component.modbus.tags;

import java.util.List;

/**
 * What one poll has found.
 *
 * @param periodMillis period of these tags
 * @param timeMillis   when the poll was finished, since 1970
 * @param values       of all tags of the period in the order of their list, or of those that have something to report
 * @param badCount     how many of them are bad
 */
public record TagReport(long periodMillis, long timeMillis, List<TagValue> values, int badCount) {}

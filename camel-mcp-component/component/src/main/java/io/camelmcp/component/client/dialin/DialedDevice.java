package io.camelmcp.component.client.dialin;

import io.camelmcp.component.client.DeviceLine;
import java.time.Instant;

/**
 * A device that has dialled in.
 *
 * @param id     by which it has registered
 * @param remote {@code host:port} of its end
 * @param since  when it registered
 * @param line   to ask it
 */
public record DialedDevice(String id, String remote, Instant since, DeviceLine line) {}

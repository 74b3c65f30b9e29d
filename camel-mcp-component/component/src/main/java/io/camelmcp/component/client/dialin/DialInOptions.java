package io.camelmcp.component.client.dialin;

import io.camelmcp.component.client.ClientOptions;
import java.time.Duration;
import java.util.Set;

/**
 * Who may dial in, and how they are asked.
 *
 * @param registration by what a device is known
 * @param timeout      how long it may take to say that, above 0
 * @param allow        ids that may come in; empty for all
 * @param heartbeat    octets that devices send between their answers; empty for none
 * @param silence      after which a line is closed; zero for never, but requests without an answer tell
 * @param line         protocol, window, maxPending and pauses of each line
 */
public record DialInOptions(
        Registration registration,
        Duration timeout,
        Set<String> allow,
        byte[] heartbeat,
        Duration silence,
        ClientOptions line) {

    /** @throws IllegalArgumentException if an option is not possible; it names the option */
    public DialInOptions {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("registrationTimeout=" + timeout.toMillis() + " is below 1 ms");
        }
        if (!line.protocol().isModbus()) {
            throw new IllegalArgumentException("protocol=" + line.protocol().label()
                    + ": devices that dial in speak modbusRtu or modbusTcp; set one of them");
        }
    }
}

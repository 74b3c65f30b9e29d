package io.camelmcp.gateway.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be measured. */
public enum Scenario {
    /** Devices log in and stay: memory of a session. */
    IDLE(10_000, 1),
    /** All devices connect and log in as fast as they can, round after round. */
    LOGIN_STORM(10_000, 5),
    /** One request to all devices, round after round: time until each has answered. */
    BROADCAST(10_000, 10),
    /** Clients of ours report while their gateway is stopped and started, and killed and started. */
    RESTART(2_000, 1);

    private final int devices;
    private final int rounds;

    Scenario(int devices, int rounds) {
        this.devices = devices;
        this.rounds = rounds;
    }

    /** Devices when nothing else is asked for. */
    public int devices() {
        return devices;
    }

    /** Rounds when nothing else is asked for. */
    public int rounds() {
        return rounds;
    }

    /** As it is written on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException naming those that there are */
    public static Scenario of(String label) {
        for (Scenario scenario : values()) {
            if (scenario.label().equals(label)) {
                return scenario;
            }
        }
        List<String> labels = Arrays.stream(values()).map(Scenario::label).toList();
        throw new IllegalArgumentException("scenario " + label + " is not one of " + String.join(", ", labels));
    }
}

package io.camelmcp.gateway.simulate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * What one device measures: a random walk from a seed, as a JSON report, a log line, or register values. The same seed and
 * name give the same octets in the same order.
 *
 * <pre>{@code
 * {"device":"sim-3","n":17,"temperature":21.48,"pressure":3.912,"rpm":1480,"running":true}
 * }</pre>
 */
final class Telemetry {

    /** Shortest body of a fixed length that still has room for device name and number. */
    static final int MIN_TAGGED_PAYLOAD = 64;

    private static final String[] EVENTS = {
        "INFO valve opened",
        "INFO valve closed",
        "WARN vibration above limit",
        "INFO filter cleaned",
        "ERROR sensor 2 silent"
    };

    private final String device;
    private final int payload;
    private final Random random;
    private double temperature;
    private double pressure;
    private int rpm;

    /** @param payload octets of each report, 0 for JSON of natural length */
    Telemetry(String device, int payload, Random random) {
        this.device = device;
        this.payload = payload;
        this.random = random;
        temperature = 18 + random.nextInt(8);
        pressure = 3 + random.nextDouble();
        rpm = 1400 + random.nextInt(200);
    }

    /** Body of the REPORT with this number, 1 and up. */
    byte[] report(long n) {
        step();
        if (payload == 0) {
            return json(n).append('}').toString().getBytes(StandardCharsets.UTF_8);
        }
        if (payload < MIN_TAGGED_PAYLOAD) {
            byte[] octets = new byte[payload];
            random.nextBytes(octets);
            return octets;
        }
        return padded(n);
    }

    /** Body of a LOG: one or two lines, LF between them. */
    byte[] log() {
        String lines = logLine();
        return (random.nextInt(3) == 0 ? lines + "\n" + logLine() : lines).getBytes(StandardCharsets.UTF_8);
    }

    /** Number (high word first), temperature and pressure in hundredths, speed: 5 registers. */
    int[] registers(long n) {
        step();
        return new int[] {
            (int) (n >>> 16) & 0xFFFF,
            (int) n & 0xFFFF,
            (int) Math.round(temperature * 100) & 0xFFFF,
            (int) Math.round(pressure * 100) & 0xFFFF,
            rpm
        };
    }

    private String logLine() {
        return EVENTS[random.nextInt(EVENTS.length)] + " device=" + device + " rpm=" + rpm;
    }

    private byte[] padded(long n) {
        String start = "{\"device\":\"" + device + "\",\"n\":" + n + ",\"pad\":\"";
        byte[] body = new byte[payload];
        Arrays.fill(body, (byte) 'x');
        byte[] head = start.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(head, 0, body, 0, head.length);
        body[payload - 2] = '"';
        body[payload - 1] = '}';
        return body;
    }

    private StringBuilder json(long n) {
        StringBuilder text = new StringBuilder(128);
        text.append("{\"device\":\"").append(device).append("\",\"n\":").append(n);
        decimal(text.append(",\"temperature\":"), Math.round(temperature * 100), 2);
        decimal(text.append(",\"pressure\":"), Math.round(pressure * 1000), 3);
        return text.append(",\"rpm\":").append(rpm).append(",\"running\":").append(rpm > 0);
    }

    /** Without the formatter, which would cost more than the rest of a report. */
    static void decimal(StringBuilder text, long value, int digits) {
        if (value < 0) {
            text.append('-');
        }
        String all = Long.toString(Math.abs(value));
        int whole = all.length() - digits;
        text.append(whole > 0 ? all.substring(0, whole) : "0").append('.');
        text.append("0".repeat(Math.max(0, -whole))).append(all.substring(Math.max(0, whole)));
    }

    private void step() {
        temperature = clamp(temperature + random.nextGaussian() * 0.1, -20, 90);
        pressure = clamp(pressure + random.nextGaussian() * 0.01, 0.5, 12);
        rpm = (int) clamp(rpm + random.nextInt(11) - 5, 0, 3000);
    }

    private static double clamp(double value, double min, double max) {
        return Math.max(min, Math.min(max, value));
    }
}

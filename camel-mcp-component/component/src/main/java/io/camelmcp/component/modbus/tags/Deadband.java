package io.camelmcp.component.modbus.tags;

/**
 * How far a number must go from the value that was reported last until it is reported again.
 *
 * @param amount  0 or more
 * @param percent whether the amount is a percentage of the value that was reported last
 */
public record Deadband(double amount, boolean percent) {

    // 0.4 - 0.3 is a little more than 0.1 as binary numbers
    private static final double ROUNDING = 1 + 1e-9;

    /** @throws IllegalArgumentException if the amount is negative or no number */
    public Deadband {
        if (!(amount >= 0) || Double.isInfinite(amount)) {
            throw new IllegalArgumentException("deadband " + amount + " is not 0 or more");
        }
    }

    /**
     * Reads {@code 0.5} or {@code 2%}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Deadband parse(String text) {
        boolean percent = text.endsWith("%");
        String number = percent ? text.substring(0, text.length() - 1).trim() : text;
        try {
            return new Deadband(Double.parseDouble(number), percent);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("deadband=" + text + " is not a number, or a percentage like 2%", e);
        }
    }

    boolean isBeyond(double last, double now) {
        double limit = percent ? Math.abs(last) * amount / 100 : amount;
        return Math.abs(now - last) > limit * ROUNDING;
    }
}

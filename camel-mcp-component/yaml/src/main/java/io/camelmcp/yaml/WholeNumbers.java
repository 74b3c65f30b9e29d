package io.camelmcp.yaml;

/** Whole numbers as people write them: {@code 7}, {@code -5}, {@code 007} (which is seven), {@code 0x1F}. */
public final class WholeNumbers {

    private WholeNumbers() {}

    /** @throws NumberFormatException if the text is no number of 64 bits */
    public static long parse(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
        String plain = hex ? digits.substring(2) : digits;
        if (plain.startsWith("-") || plain.startsWith("+")) {
            throw new NumberFormatException(text);
        }
        return Long.parseLong((negative ? "-" : "") + plain, hex ? 16 : 10);
    }

    /** @throws NumberFormatException if the text is no number of 32 bits */
    public static int parseInt(String text) {
        long number = parse(text);
        if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
            throw new NumberFormatException(text);
        }
        return (int) number;
    }
}

package io.camelmcp.logs;

/**
 * A line that a regular expression may look at so many times. A budget of looks and not of time: it costs a decrement, and a
 * rule is not blamed for a pause of the process. One for each parser, reused.
 */
final class BudgetedText implements CharSequence {

    /** Thrown by {@link #charAt} when the budget is spent. */
    static final class SpentException extends RuntimeException {

        private static final long serialVersionUID = 1L;
        static final SpentException INSTANCE = new SpentException();

        private SpentException() {
            super("the budget is spent", null, false, false);
        }
    }

    // without the checks that String has for each character
    private final char[] characters = new char[LogRecords.MAX_LINE];
    private int length;
    private int left;

    void set(String line) {
        length = line.length();
        line.getChars(0, length, characters, 0);
    }

    char[] characters() {
        return characters;
    }

    void allow(int looks) {
        left = looks;
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw SpentException.INSTANCE;
        }
        return characters[index];
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new String(characters, start, end - start);
    }

    @Override
    public String toString() {
        return new String(characters, 0, length);
    }
}

package io.camelmcp.logs;

import java.util.Map;

/** Fields that a line names itself: {@code key=value}. What is no such thing is passed over. */
final class KeyValues {

    /** More are left out. */
    static final int MAX_FIELDS = 200;

    private static final int MAX_KEY = 100;

    private final String text;
    private final Map<String, FieldType> types;
    private final Map<String, Object> fields;
    private int at;

    KeyValues(String text, Map<String, FieldType> types, Map<String, Object> fields) {
        this.text = text;
        this.types = types;
        this.fields = fields;
    }

    private void put(String key, String value) {
        if (key.isEmpty() || key.length() > MAX_KEY || fields.size() >= MAX_FIELDS) {
            return;
        }
        Object typed = types.getOrDefault(key, FieldType.STRING).convert(value);
        if (typed != null) {
            fields.putIfAbsent(key, typed); // a line cannot rename what the rule has found
        }
    }

    /** {@code IN=eth0 OUT= note="two words"}; a word without a value says nothing. */
    void plain() {
        while (at < text.length()) {
            int end = endOfWord(' ');
            int equals = text.indexOf('=', at);
            if (equals < 0 || equals >= end) {
                at = end + 1;
                continue;
            }
            String key = text.substring(at, equals);
            at = equals + 1;
            if (at < text.length() && text.charAt(at) == '"') {
                put(key, quoted());
            } else {
                put(key, text.substring(at, end));
                at = end + 1;
            }
        }
    }

    /** The text up to the closing quote; begins at the opening one. */
    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                break;
            }
            if (c == '\\' && at + 1 < text.length() && "\"\\]".indexOf(text.charAt(at + 1)) >= 0) {
                c = text.charAt(++at);
            }
            value.append(c);
        }
        return value.toString();
    }

    private int endOfWord(char separator) {
        int end = text.indexOf(separator, at);
        return end < 0 ? text.length() : end;
    }

    /** ArcSight Common Event Format: {@code src=10.0.0.1 msg=two words act=a\=b}. */
    void cef() {
        int equals = nextEquals(0);
        int key = keyBefore(equals);
        while (equals >= 0) {
            int following = nextEquals(equals + 1);
            int nextKey = keyBefore(following);
            int end = following < 0 ? text.length() : Math.max(equals + 1, nextKey - 1);
            put(
                    text.substring(key, equals),
                    unescaped(text.substring(equals + 1, end)).strip());
            equals = following;
            key = nextKey;
        }
    }

    // a value may have = in it with a backslash before it, and many programs leave that out: then the key would have a
    // space
    private int nextEquals(int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '=' && i > 0 && isKey(text.charAt(i - 1)) && isKeyStart(keyBefore(i))) {
                return i;
            }
        }
        return -1;
    }

    private int keyBefore(int equals) {
        int start = equals;
        while (start > 0 && isKey(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private boolean isKeyStart(int start) {
        return start == 0 || text.charAt(start - 1) == ' ';
    }

    private static boolean isKey(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '[' || c == ']');
    }

    private static String unescaped(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            char meant = c == '\\' && i + 1 < value.length() ? meaning(value.charAt(i + 1)) : 0;
            if (meant != 0) {
                i++;
            }
            plain.append(meant == 0 ? c : meant);
        }
        return plain.toString();
    }

    // of a character behind a backslash; 0 if the two are no escape, as in paths of Windows, which many programs write
    // as they are
    private static char meaning(char c) {
        return switch (c) {
            case '\\', '=', '|' -> c;
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> 0;
        };
    }

    /** IBM Log Event Extended Format: {@code src=10.0.0.1<TAB>msg=two words}. */
    void leef(String delimiter) {
        String separator = separator(delimiter);
        while (at < text.length()) {
            int next = text.indexOf(separator, at);
            int end = next < 0 ? text.length() : next;
            int equals = text.indexOf('=', at);
            if (equals >= 0 && equals < end) {
                put(text.substring(at, equals).strip(), text.substring(equals + 1, end));
            }
            at = end + separator.length();
        }
    }

    // LEEF 2.0 names a character, or its number: x09, 0x5E
    private static String separator(String delimiter) {
        if (delimiter.length() <= 1) {
            return delimiter.isEmpty() ? "\t" : delimiter;
        }
        try {
            return Character.toString(
                    Integer.parseInt(delimiter.substring(delimiter.lastIndexOf('x') + 1), 16) & 0xFFFF);
        } catch (NumberFormatException e) {
            return "\t";
        }
    }

    /** RFC 5424, 6.3: {@code [exampleSDID@32473 iut="3" eventSource="App"][other a="1"]}. */
    void structured() {
        String id = "";
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '[') {
                at++;
                int start = at;
                while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != ']') {
                    at++;
                }
                id = text.substring(start, at);
            } else if (c == ' ' || c == ']') {
                at++;
            } else {
                int equals = text.indexOf("=\"", at);
                if (equals < 0) {
                    return;
                }
                String key = text.substring(at, equals);
                at = equals + 1;
                put(id + "." + key, quoted());
            }
        }
    }
}

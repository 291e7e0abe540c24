package ingest;

/** Characters that nobody sees and that stand around values by mistake. */
final class Invisible {

    private Invisible() {}

    private static boolean is(char c) {
        return c == '\u00A0' || c == '\u202F' || c > 127 && Character.getType(c) == Character.FORMAT;
    }

    /** Whether a text begins or ends with one. */
    static boolean around(String text) {
        return text != null && !text.isEmpty() && (is(text.charAt(0)) || is(text.charAt(text.length() - 1)));
    }

    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && is(text.charAt(from))) {
            from++;
        }
        while (to > from && is(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }
}

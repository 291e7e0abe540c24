package ingest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Characters that cannot be typed: {@code tab}, {@code \t}, {@code \x1F}, {@code \u001f}. */
final class ControlCharacters {

    private static final Pattern CODE = Pattern.compile("\\\\x([0-9a-fA-F]{2})|\\\\u([0-9a-fA-F]{4})|\\\\(t)");

    private ControlCharacters() {}

    static String read(String text) {
        if (text.equals("tab")) {
            return "\t";
        }
        return CODE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(String.valueOf(character(found))));
    }

    private static char character(java.util.regex.MatchResult found) {
        if (found.group(3) != null) {
            return '\t';
        }
        return (char) Integer.parseInt(found.group(1) != null ? found.group(1) : found.group(2), 16);
    }

    /** As a message shows it. */
    static String show(String text) {
        StringBuilder shown = new StringBuilder();
        for (char c : text.toCharArray()) {
            shown.append(c < ' ' && c != '\t' || c == 127 ? String.format("\\x%02X", (int) c) : String.valueOf(c));
        }
        return shown.toString();
    }
}

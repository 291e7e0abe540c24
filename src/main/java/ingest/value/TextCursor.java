package ingest.value;

/** A place in a text: takes numbers, words and blanks from it. Made once and used for many texts. */
final class TextCursor {

    private String text = "";
    private int at;
    private int end;
    private int digits;

    /** Begins at the first character that is no blank; those at the end do not count. */
    void begin(String newText) {
        text = newText;
        at = 0;
        end = newText.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        blanks();
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\u00a0' || c == '\u202f' || c == '\t' || c == '\u2009';
    }

    boolean atEnd() {
        return at == end;
    }

    int place() {
        return at;
    }

    void backTo(int place) {
        at = place;
    }

    String text() {
        return text;
    }

    /** The next character, or NUL at the end. */
    char peek() {
        return at < end ? text.charAt(at) : 0;
    }

    char peek(int further) {
        return at + further < end ? text.charAt(at + further) : 0;
    }

    void skip() {
        at++;
    }

    boolean take(char wanted) {
        if (at < end && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    boolean blanks() {
        int from = at;
        while (at < end && isBlank(text.charAt(at))) {
            at++;
        }
        return at > from;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(char c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    boolean atDigit() {
        return at < end && isDigit(text.charAt(at));
    }

    boolean atLetter() {
        return at < end && isLetter(text.charAt(at));
    }

    /** The digits here as a number, -1 if there are none or more than nine. */
    int number() {
        int from = at;
        int value = 0;
        while (at < end && isDigit(text.charAt(at))) {
            value = value * 10 + text.charAt(at++) - '0';
        }
        digits = at - from;
        return digits == 0 || digits > 9 ? -1 : value;
    }

    /** How many digits the last number had. */
    int digits() {
        return digits;
    }

    /** Two digits as a number, -1 if there are none. */
    int two() {
        if (at + 1 < end && isDigit(text.charAt(at)) && isDigit(text.charAt(at + 1))) {
            at += 2;
            return (text.charAt(at - 2) - '0') * 10 + text.charAt(at - 1) - '0';
        }
        return -1;
    }

    /** Digits from here on. */
    int digitsAhead() {
        int i = at;
        while (i < end && isDigit(text.charAt(i))) {
            i++;
        }
        return i - at;
    }

    /** Letters from here on. */
    int lettersAhead() {
        int i = at;
        while (i < end && isLetter(text.charAt(i))) {
            i++;
        }
        return i - at;
    }

    /** Whether the letters here are this word of small letters, in any case and as a whole; then they are taken. */
    boolean word(String word) {
        if (lettersAhead() != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((text.charAt(at + i) | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return true;
    }
}

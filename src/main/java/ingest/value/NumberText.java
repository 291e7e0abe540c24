package ingest.value;

/**
 * A number as people write it: a sign before it, groups of three digits (in India two before the last three), a mark
 * before the fraction, an exponent. One thread's own, used for many texts.
 */
final class NumberText {

    private static final int FIRST_GROUP = 3;
    private static final int MOST_DIGITS_OF_EXPONENT = 4;

    private final TextCursor in = new TextCursor();
    private final AsciiText digits = new AsciiText();
    private boolean negative;
    private boolean currency;
    private int whole;
    private int exponent;
    private boolean grouped;
    private boolean marked;

    /** Whether the text is a number with these marks; {@code money} may carry its currency. */
    boolean take(String text, NumberMarks marks, boolean money) {
        in.begin(text);
        digits.clear();
        currency = false;
        grouped = false;
        marked = false;
        exponent = 0;
        negative = false;
        boolean signed = sign();
        if (money && currency()) {
            in.blanks();
            signed = signed || sign();
        }
        if (!whole(marks) | !fraction(marks) || digits.length() == 0 || !exponent()) {
            return false;
        }
        if (money && !currency) {
            in.blanks();
            currency();
        }
        return in.atEnd();
    }

    private boolean sign() {
        if (in.take('-') || in.take('\u2212')) {
            negative = true;
            return true;
        }
        return in.take('+');
    }

    /** A symbol, or the three letters of ISO 4217. */
    private boolean currency() {
        if (in.lettersAhead() == 3) {
            in.skip();
            in.skip();
            in.skip();
            currency = true;
        } else if (Character.getType(in.peek()) == Character.CURRENCY_SYMBOL) {
            in.skip();
            currency = true;
        }
        return currency;
    }

    private boolean whole(NumberMarks marks) {
        boolean zero = in.peek() == '0';
        int group = digitsHere();
        int first = group;
        boolean more = false;
        while (groupMark(marks)) {
            if (more && group != 3 && group != 2 || !more && (zero || first == 0 || first > FIRST_GROUP)) {
                return false;
            }
            in.skip();
            group = digitsHere();
            more = true;
        }
        grouped = more;
        whole = digits.length();
        return !more || group == 3;
    }

    /** Whether a mark between groups stands here; a blank is one only before a digit. */
    private boolean groupMark(NumberMarks marks) {
        char c = in.peek();
        return marks.groups(c) || marks.groupsByBlanks() && TextCursor.isBlank(c) && TextCursor.isDigit(in.peek(1));
    }

    private int digitsHere() {
        int from = in.place();
        while (in.atDigit()) {
            digits.add(in.peek());
            in.skip();
        }
        return in.place() - from;
    }

    private boolean fraction(NumberMarks marks) {
        if (in.take(marks.decimal())) {
            marked = true;
            digitsHere();
        }
        return true;
    }

    private boolean exponent() {
        if ((in.peek() | 0x20) != 'e' || !TextCursor.isDigit(in.peek(1)) && !TextCursor.isDigit(in.peek(2))) {
            return true;
        }
        in.skip();
        boolean down = in.take('-');
        if (!down) {
            in.take('+');
        }
        int number = in.number();
        exponent = down ? -number : number;
        return number >= 0 && in.digits() <= MOST_DIGITS_OF_EXPONENT;
    }

    boolean grouped() {
        return grouped;
    }

    boolean scientific() {
        return exponent != 0;
    }

    /** Digits behind the mark. */
    int decimals() {
        return digits.length() - whole;
    }

    /** It, with this mark before the fraction. */
    String plain(char decimal) {
        String all = digits.toString();
        StringBuilder number = new StringBuilder(all.length() + 8);
        number.append(negative ? "-" : "").append(whole == 0 ? "0" : all.substring(0, whole));
        if (decimals() > 0) {
            number.append(decimal).append(all, whole, all.length());
        }
        return exponent == 0
                ? number.toString()
                : number.append('e').append(exponent).toString();
    }

    /** It as digits alone, or null if it is no whole number that any column could hold. */
    String integer() {
        if (marked && decimals() == 0) {
            return null;
        }
        String all = digits.toString();
        int end = all.length();
        while (end > 0 && end > whole + exponent && all.charAt(end - 1) == '0') {
            end--;
        }
        int zeros = whole + exponent - end;
        if (whole + exponent < end && end > 0 || zeros > 20) {
            return null;
        }
        String number = all.substring(0, end) + "0".repeat(Math.max(0, zeros));
        return (negative ? "-" : "") + (number.isEmpty() ? "0" : number);
    }
}

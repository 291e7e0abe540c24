package ingest.value;

import java.util.function.Supplier;
import rows.load.UnfitValue;
import rows.load.ValueReader;

/** Reads numbers with the marks that were told or found, into whatever kind of number the column takes. */
public final class NumberReader implements ValueReader {

    /** What a column takes. */
    public enum Kind {
        INTEGER,
        NUMERIC,
        /** Written with the mark before the fraction that the server wants of money. */
        MONEY
    }

    private static final int DIGITS_OF_GROUP = 3;

    private NumberMarks marks;
    private Supplier<NumberMarks> late;
    private final Kind kind;
    private final String type;
    private final char written;
    private final boolean strict;
    private final NumberText number = new NumberText();

    /**
     * @param marks or null if nothing says them; then only {@code 1.0} and {@code 1e3} change, into integers
     * @param late says them when the first comma is met, or null
     * @param type what the column takes, for the reason of a letter
     * @param written the mark before the fraction that the server wants
     * @param strict whether a number is what was told of it and nothing else: no blanks around it, no plus, no NaN
     */
    public NumberReader(
            NumberMarks marks, Supplier<NumberMarks> late, Kind kind, String type, char written, boolean strict) {
        this.strict = strict;
        this.marks = marks;
        this.late = late;
        this.kind = kind;
        this.type = type;
        this.written = written;
    }

    @Override
    public boolean everyText() {
        return marks != null || kind == Kind.MONEY;
    }

    @Override
    public boolean readsNumbers() {
        return true;
    }

    @Override
    public int read(byte[] bytes, int start, int end, byte[] into, int to) {
        return marks == null || kind == Kind.MONEY
                ? UNDECIDED
                : QuickNumber.read(bytes, start, end, marks, kind == Kind.INTEGER, into, to);
    }

    @Override
    public String read(String text) throws UnfitValue {
        if (marks == null
                && late != null
                && text.indexOf(',') >= 0
                && number.take(text, NumberMarks.COMMA, kind == Kind.MONEY)) {
            marks = late.get();
            late = null;
        }
        if (marks == null && kind == Kind.MONEY) {
            if (!marksOfServer(text)) {
                throw UnfitValue.number(text, "is " + type + " only if somebody says what its marks mean: decimal=");
            }
            return text;
        }
        if (marks == null) {
            String whole = kind == Kind.INTEGER && number.take(text, NumberMarks.PLAIN, false) && !mayBeGroup()
                    ? number.integer()
                    : null;
            // What is no whole number is refused by the database, in its own words.
            return whole == null || whole.equals(text) ? text : whole;
        }
        if (isPlain(text) || !strict && isWord(text)) {
            return text;
        }
        if (strict && !isBare(text) || !number.take(text, marks, kind == Kind.MONEY)) {
            throw UnfitValue.number(text, "is no " + type + " (" + marks.told() + ")");
        }
        String read = kind == Kind.INTEGER ? number.integer() : number.plain(written);
        if (read == null) {
            throw UnfitValue.number(text, "is no " + type);
        }
        return read.equals(text) ? text : read;
    }

    /** Whether every mark stands where the server has it: of others within money it takes no notice, and 1,50 is 150. */
    private boolean marksOfServer(String text) {
        char group = written == '.' ? ',' : '.';
        int fraction = text.indexOf(written);
        for (int i = text.indexOf(group); i >= 0; i = text.indexOf(group, i + 1)) {
            boolean between = i > 0
                    && TextCursor.isDigit(text.charAt(i - 1))
                    && digitsFrom(text, i + 1) == DIGITS_OF_GROUP
                    && (fraction < 0 || i < fraction);
            if (!between) {
                return false;
            }
        }
        return fraction == text.lastIndexOf(written);
    }

    private static int digitsFrom(String text, int from) {
        int i = from;
        while (i < text.length() && TextCursor.isDigit(text.charAt(i))) {
            i++;
        }
        return i - from;
    }

    /** 1.000 is one as some write it, and a thousand as others do. */
    private boolean mayBeGroup() {
        return number.decimals() == 3 && !number.scientific();
    }

    /** Digits alone mean the same whatever the marks are. */
    private static boolean isPlain(String text) {
        int i = !text.isEmpty() && text.charAt(0) == '-' ? 1 : 0;
        if (i == text.length()) {
            return false;
        }
        while (i < text.length() && TextCursor.isDigit(text.charAt(i))) {
            i++;
        }
        return i == text.length();
    }

    /** Whether nothing is around it that a number does without. */
    private static boolean isBare(String text) {
        return !text.startsWith("+")
                && text.equals(text.strip())
                && (text.isEmpty()
                        || !TextCursor.isBlank(text.charAt(0)) && !TextCursor.isBlank(text.charAt(text.length() - 1)));
    }

    /** What is no number and yet a value, as NaN. */
    private boolean isWord(String text) {
        if (kind != Kind.NUMERIC || DateReader.holdsDigit(text)) {
            return false;
        }
        String word = text.strip();
        word = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        return word.equalsIgnoreCase("nan") || word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity");
    }
}

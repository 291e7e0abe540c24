package ingest.value;

/**
 * The marks within numbers.
 *
 * @param decimal before the fraction
 * @param thousands between groups of digits, or null for none
 */
public record NumberMarks(char decimal, Character thousands) {

    /** As PostgreSQL reads them. */
    public static final NumberMarks PLAIN = new NumberMarks('.', null);

    /** As much of the continent of Europe writes. */
    public static final NumberMarks COMMA = new NumberMarks(',', '.');

    /** What was told of them; where only one was, the other is what is left. */
    public static NumberMarks of(Character decimal, Character thousands) {
        if (decimal != null) {
            return new NumberMarks(decimal, thousands);
        }
        return new NumberMarks(thousands != null && thousands == '.' ? ',' : '.', thousands);
    }

    boolean groups(char c) {
        return thousands != null && (c == thousands || c == alike(thousands));
    }

    /** What programs of offices put in its place. */
    private static char alike(char mark) {
        return switch (mark) {
            case '\'' -> '\u2019';
            case '\u2019' -> '\'';
            default -> mark;
        };
    }

    boolean groupsByBlanks() {
        return thousands != null && TextCursor.isBlank(thousands);
    }

    /** As letters and refusals name them. */
    String told() {
        return "decimal=" + decimal
                + (thousands == null ? "" : ", thousands=" + (groupsByBlanks() ? "blank" : thousands));
    }
}

package ingest.value;

import ingest.value.DateEvidence.Example;

/**
 * What the values of one column show of the marks in its numbers, in a file whose delimiter leaves the comma free: points
 * before fractions as PostgreSQL reads them, or commas, with points between groups.
 */
public final class NumberEvidence {

    private static final int GROUP = 3;

    private final NumberText number = new NumberText();
    private final boolean money;
    /** Only with a point before the fraction, as 12.5. */
    private Example point;
    /** Only with a comma before the fraction, as 12,50 and 1.950,00. */
    private Example comma;
    /** With points between groups beyond doubt, as 1.950,00 and 1.234.567. */
    private Example groups;
    /** A fraction or a group, as 1.950. */
    private Example unclearPoint;
    /** A fraction or a group, as 1,950. */
    private Example unclearComma;

    /** @param money whether the numbers may carry their currency */
    public NumberEvidence(boolean money) {
        this.money = money;
    }

    /** Whether the text has a mark that could tell something. */
    public static boolean speaks(String text) {
        return text.indexOf(',') >= 0 || text.indexOf('.') >= 0;
    }

    /** Takes a value into account. */
    public void see(String text, long line) {
        if (!speaks(text)) {
            return;
        }
        boolean plain = number.take(text, NumberMarks.PLAIN, money);
        if (plain && (number.decimals() != GROUP || !groupsAs(text, NumberMarks.COMMA))) {
            point = point == null ? new Example(text, line) : point;
        } else if (plain) {
            unclearPoint = unclearPoint == null ? new Example(text, line) : unclearPoint;
        } else if (number.take(text, NumberMarks.COMMA, money)) {
            boolean grouped = number.grouped();
            groups = grouped && groups == null ? new Example(text, line) : groups;
            if (!grouped && number.decimals() == GROUP && groupsAs(text, new NumberMarks('.', ','))) {
                unclearComma = unclearComma == null ? new Example(text, line) : unclearComma;
            } else {
                comma = comma == null ? new Example(text, line) : comma;
            }
        }
    }

    /**
     * The same of the bytes of what most values look like.
     *
     * @return false if only {@link #see(String, long)} can tell
     */
    public boolean see(byte[] bytes, int start, int end) {
        int mark = behindDigits(bytes, start < end && bytes[start] == '-' ? start + 1 : start, end);
        if (mark == end) {
            return true;
        }
        boolean known = bytes[mark] == ',' ? comma != null : bytes[mark] == '.' && point != null;
        int stop = behindDigits(bytes, mark + 1, end);
        return known && stop == end && stop - mark - 1 != GROUP && stop > mark + 1;
    }

    private static int behindDigits(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i;
    }

    /** Whether the digits could be groups: no group of a number begins with nothing before it but zero. */
    private boolean groupsAs(String text, NumberMarks marks) {
        return number.take(text, marks, money)
                && number.grouped()
                && !number.plain('.').replace("-", "").startsWith("0");
    }

    /** Whether a comma stands before fractions. */
    public boolean commas() {
        return comma != null && point == null;
    }

    /** Whether a point stands before fractions. */
    public boolean points() {
        return point != null;
    }

    /**
     * Why the marks cannot be known, in words that follow the column's name; null if they can.
     *
     * @param elsewhere what other columns of the file have, or null if that speaks for points before fractions
     */
    public String doubt(String elsewhere) {
        if (point != null) {
            return null;
        }
        if (comma != null) {
            return unclearPoint != null && groups == null
                    ? "has " + comma + " and " + unclearPoint
                            + ", whose point may stand before a fraction or between groups"
                    : null;
        }
        if (unclearComma != null) {
            return "has " + unclearComma + ", whose comma may stand before a fraction or between groups";
        }
        return unclearPoint != null && elsewhere != null
                ? "has " + unclearPoint + ", whose point may stand before a fraction or between groups: " + elsewhere
                : null;
    }

    /** Whether a value before it was known would have been read as something else. */
    public Example unclearPoint() {
        return unclearPoint;
    }

    /** The value that shows it. */
    public Example proof() {
        return comma;
    }
}

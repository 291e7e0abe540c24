package snapshot.format;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postgres.Column;

/**
 * How a column is kept in a file that knows types.
 *
 * @param name as the catalog spells it
 * @param type PostgreSQL's, with its modifier
 * @param kind of its values, or of the elements of its lists
 * @param precision of decimals: the most digits
 * @param scale of decimals: the digits behind the point
 * @param list whether each value is a list
 */
record FileColumn(String name, String type, ValueKind kind, int precision, int scale, boolean list) {

    /** The most that always fit a long. */
    static final int LONG_DIGITS = 18;

    /** What other readers can hold. */
    private static final int MOST_DIGITS = 38;

    private static final Pattern DECIMAL = Pattern.compile("\\((\\d+),(-?\\d+)\\)");

    FileColumn {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(kind, "kind");
    }

    /** The best there is for the type, if all its values are as most are; see {@link FilePlan}. */
    static FileColumn best(Column column) {
        String plain = ValueKind.plain(column);
        String spelled = column.plainType() == null ? column.type() : column.plainType();
        boolean list = spelled.endsWith("[]");
        if (list && !ValueKind.listable(plain)) {
            return text(column, false);
        }
        ValueKind kind = ValueKind.of(plain);
        if (kind != ValueKind.DECIMAL) {
            return new FileColumn(column.name(), column.type(), kind, 0, 0, list);
        }
        Matcher digits = DECIMAL.matcher(spelled);
        if (digits.find()) {
            int precision = Integer.parseInt(digits.group(1));
            int scale = Integer.parseInt(digits.group(2));
            if (precision <= MOST_DIGITS && scale >= 0 && scale <= precision) {
                return new FileColumn(column.name(), column.type(), kind, precision, scale, list);
            }
        }
        return text(column, list);
    }

    private static FileColumn text(Column column, boolean list) {
        return new FileColumn(column.name(), column.type(), ValueKind.TEXT, 0, 0, list);
    }

    /** The same column with its values, or the elements of its lists, as text. */
    FileColumn asText() {
        return new FileColumn(name, type, ValueKind.TEXT, 0, 0, list);
    }

    /** The same column with its arrays as PostgreSQL writes them. */
    FileColumn withoutLists() {
        return new FileColumn(name, type, ValueKind.TEXT, 0, 0, false);
    }
}

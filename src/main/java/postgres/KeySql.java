package postgres;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What statements say that hold the rows of two relations against each other: by their keys, by their values, and to give
 * one the values of the other. Relations are named by their aliases.
 */
public final class KeySql {

    private KeySql() {}

    /** The condition that rows of both have the same values in these columns, such as a key's. */
    public static String same(Collection<String> columns, String one, String other) {
        List<String> names = List.copyOf(columns);
        return same(names, one, names, other);
    }

    /** The same of columns that have other names in the other relation, as those that a foreign key points to. */
    public static String same(List<String> columns, String one, List<String> others, String other) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> one + "." + Identifier.quote(columns.get(i)) + " = " + other + "."
                        + Identifier.quote(others.get(i)))
                .collect(Collectors.joining(" and "));
    }

    /** The condition that rows of both have equal keys: equal to the operators of their types, and not only as texts. */
    public static String equal(Collection<Column> key, String one, String other) {
        return key.stream()
                .map(column -> one + "." + Identifier.quote(column.name()) + " "
                        + (column.equality() == null ? "=" : column.equality()) + " " + other + "."
                        + Identifier.quote(column.name()))
                .collect(Collectors.joining(" and "));
    }

    /** The condition that an outer join found no row: a key may be of nothing but nulls, where it is of a composite type. */
    public static String absent(Column key, String alias) {
        return alias + "." + Identifier.quote(key.name()) + " is not distinct from null";
    }

    /** Those of the columns in which rows of equal keys may differ: keys need not be identical, as 1.0 and 1.00 are not. */
    public static List<Column> mayDiffer(Collection<Column> columns, Collection<String> key) {
        return columns.stream()
                .filter(column -> !key.contains(column.name()) || !ContentHash.asStored(column))
                .toList();
    }

    /** The condition that a row of one is not identical to a row of the other in all of these columns. */
    public static String differ(Collection<Column> columns, String one, String other) {
        return columns.isEmpty()
                ? "false"
                : columns.stream().map(column -> differs(column, one, other)).collect(Collectors.joining(" or "));
    }

    private static String differs(Column column, String one, String other) {
        return ContentHash.exact(column, one + ".") + " is distinct from " + ContentHash.exact(column, other + ".");
    }

    /** What follows {@code set}: these columns take their values from a row of the other. */
    public static String assign(Collection<String> columns, String from) {
        return columns.stream()
                .map(Identifier::quote)
                .map(name -> name + " = " + from + "." + name)
                .collect(Collectors.joining(", "));
    }
}

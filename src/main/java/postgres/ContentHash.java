package postgres;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A fingerprint of rows that does not depend on their order and is computed by the database: the sum, modulo 2^64, of a
 * 64-bit hash of every row. Two values have the same hash only if they are stored and shown the same: 1.0 and 1.00 differ,
 * and so do two texts that a collation calls equal. It is the same on every server and in every database, so it must not
 * depend on object ids, which is why enums and the like are hashed as text.
 *
 * <p>The expressions use no setting but those that {@link SessionSettings#exact} fixes.
 */
public final class ContentHash {

    /** Written beside every hash, so that one made in another way is never compared. */
    public static final String METHOD = "row64sum-1";

    /** Hashed as they are: equal means identical. */
    private static final Set<String> AS_STORED = Set.of(
            "int2",
            "int4",
            "int8",
            "bool",
            "date",
            "timestamp",
            "timestamptz",
            "time",
            "uuid",
            "bytea",
            "oid",
            "macaddr");

    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "name");

    private ContentHash() {}

    /** The hash of one row as a {@code bigint} expression, over these columns.
     *
     * @param prefix what stands before their names, as in {@code t.}
     */
    public static String ofRow(List<Column> columns, String prefix) {
        return ofRow(columns, prefix, 0);
    }

    /** The same, with another seed: independent of the first. */
    public static String ofRow(List<Column> columns, String prefix, long seed) {
        // A row of one column that is null would be null itself; a constant costs next to nothing.
        return "hash_record_extended(row(0"
                + columns.stream().map(column -> ", " + exact(column, prefix)).collect(Collectors.joining()) + "), "
                + seed
                + ")";
    }

    /** Whether two values of the column are equal only if they are identical. */
    public static boolean asStored(Column column) {
        return AS_STORED.contains(column.baseType()) || column.baseType().equals("numeric") && column.modifier() >= 0;
    }

    /** A value in a form in which equal means identical. */
    public static String exact(Column column, String prefix) {
        String value = prefix + Identifier.quote(column.name());
        if (asStored(column)) {
            return value;
        }
        if (column.baseType().equals("bpchar") && column.modifier() < 0) {
            // Of any length it keeps the blanks at its end, and compares without them.
            return "bpcharsend(" + value + ")";
        }
        if (TEXTS.contains(column.baseType())) {
            return value + " collate \"C\"";
        }
        return switch (column.baseType()) {
            case "float4" -> "float4send(" + value + ")";
            case "float8" -> "float8send(" + value + ")";
            // A cast to text keeps a declaration that the type itself does not write.
            case "xml" -> "xml_out(" + value + ")::text collate \"C\"";
            default -> value + "::text collate \"C\"";
        };
    }
}

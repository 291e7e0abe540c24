package postgres;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A fingerprint of rows that does not depend on their order and is computed by the database: the sum, modulo 2^64, of a
 * 64-bit hash of every row. Two values have the same hash only if they are stored and shown the same: 1.0 and 1.00 differ,
 * and so do two texts that a collation calls equal. It is the same on every server and in every database, so it must not
 * depend on object ids, which is why enums and the like are hashed as text.
 *
 * <p>A row's hash mixes the hashes of its values, each with the column's place as its seed, by exclusive or, and the result
 * once more: without that, two rows that exchanged a value would often cancel each other in the sum. Whole numbers go in
 * as the seed, for PostgreSQL folds a 64-bit value to 32 bits before it hashes it.
 *
 * <p>The expressions use no setting but those that {@link SessionSettings#exact} fixes.
 */
public final class ContentHash {

    /** Written beside every hash, so that one made in another way is never compared. */
    public static final String METHOD = "row64sum-3";

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
        // There are tables without columns.
        return "hashint4extended("
                + seed
                + ", 0"
                + IntStream.range(0, columns.size())
                        .mapToObj(i -> " # " + ofValue(columns.get(i), prefix, i + 1))
                        .collect(Collectors.joining())
                + ")";
    }

    /** The hash of one value, never null. */
    private static String ofValue(Column column, String prefix, int place) {
        String value = exact(column, prefix);
        String hash =
                switch (column.baseType()) {
                    case "int2", "int4", "int8" -> "hashint4extended(" + place + ", " + value + ")";
                    case "bool" -> "hashint4extended(" + value + "::int4, " + place + ")";
                    case "oid" -> "hashoidextended(" + value + ", " + place + ")";
                    case "uuid" -> "uuid_hash_extended(" + value + ", " + place + ")";
                    case "date", "bytea", "macaddr" -> ofArray(value, place);
                    case "time", "timestamp", "timestamptz" ->
                        ofArray(column.baseType() + "_send(" + value + ")", place);
                    case "float4", "float8" -> ofArray(value, place);
                    case "numeric" ->
                        (asStored(column) ? "hash_numeric_extended(" : "hashtextextended(") + value + ", " + place
                                + ")";
                    case "bpchar" ->
                        column.modifier() < 0
                                ? ofArray(value, place)
                                : "hashtextextended(" + value + ", " + place + ")";
                    default -> "hashtextextended(" + value + ", " + place + ")";
                };
        return "coalesce(" + hash + ", " + place + ")";
    }

    /** For what has no function of its own that could be called. */
    private static String ofArray(String value, int place) {
        return "hash_array_extended(array[" + value + "], " + place + ")";
    }

    /** Whether two values of the column are equal only if they are identical. */
    public static boolean asStored(Column column) {
        return AS_STORED.contains(column.baseType()) || column.baseType().equals("numeric") && column.modifier() >= 0;
    }

    /** A value as the text that stands for it: exact, but for the blanks at the end of a {@code char(n)}. */
    public static String asText(Column column, String prefix) {
        String value = prefix + Identifier.quote(column.name());
        return column.baseType().equals("xml") ? "xml_out(" + value + ")::text" : value + "::text";
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
            case "float4", "float8" -> column.baseType() + "send(" + oneNaN(value) + ")";
            // A cast to text keeps a declaration that the type itself does not write.
            case "xml" -> "xml_out(" + value + ")::text collate \"C\"";
            default -> value + "::text collate \"C\"";
        };
    }

    /** There are many, of which only one can be written: computed ones may carry a sign. */
    private static String oneNaN(String value) {
        return "case when " + value + " = 'NaN' then 'NaN' else " + value + " end";
    }
}

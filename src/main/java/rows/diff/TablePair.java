package rows.diff;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postgres.Identifier;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.Table;
import postgres.TableName;

/**
 * A table on both sides.
 *
 * @param columns those that are compared, the key's among them
 * @param key the primary key's columns in the source's order, empty if the two do not have the same
 * @param buckets how both are cut, null without a key
 */
public record TablePair(Table source, Table target, ComparedColumns columns, List<String> key, KeyBuckets buckets) {

    /**
     * Pairs them up, in transactions that see what is to be compared.
     *
     * @param onlyKeys whether nothing but keys is compared
     */
    public static TablePair of(Connection source, Table of, Connection target, Table with, boolean onlyKeys)
            throws SQLException {
        ComparedColumns columns = ComparedColumns.of(of, with, isUnicode(source) && isUnicode(target));
        List<String> key = of.primaryKey();
        boolean sameKey = !key.isEmpty() && Set.copyOf(key).equals(Set.copyOf(with.primaryKey()));
        if (!sameKey) {
            return new TablePair(of, with, columns, List.of(), null);
        }
        KeyBuckets buckets = key.size() == 1 && columns.isWholeNumber(key.get(0))
                ? KeyBuckets.suiting(source, of)
                : new KeyBuckets(key, null);
        return new TablePair(of, with, onlyKeys ? columns.only(key) : columns, key, buckets);
    }

    private static boolean isUnicode(Connection connection) throws SQLException {
        return Query.first(connection, "show server_encoding", row -> row.getString(1))
                .orElseThrow()
                .equals("UTF8");
    }

    public TableName name() {
        return source.name();
    }

    public boolean hasKey() {
        return buckets != null;
    }

    /** What to select the source's rows from, each column in the form in which it is compared. */
    public String sourceRelation() {
        return columns.sourceRelation(source);
    }

    /** The same of the target. */
    public String targetRelation() {
        return columns.targetRelation(target);
    }

    /** The condition that a row {@code t} of one of the two relations lies in one of these buckets. */
    String among(List<Long> wanted) {
        return buckets.among(columns.columns(), "t.", wanted);
    }

    /** The same on a row {@code t} of the source's table itself, the only one in its statement. */
    public String amongSource(List<Long> wanted) {
        return amongRows(columns.sourceForms(), wanted);
    }

    /** The same on a row {@code t} of the target's table itself. */
    public String amongTarget(List<Long> wanted) {
        return amongRows(columns.targetForms(), wanted);
    }

    private String amongRows(Map<String, String> forms, List<Long> wanted) {
        List<String> read = key.stream()
                .filter(forms::containsKey)
                .map(name -> forms.get(name) + " as " + Identifier.quote(name))
                .toList();
        if (read.isEmpty()) {
            return among(wanted);
        }
        List<String> asTheyAre = key.stream()
                .filter(name -> !forms.containsKey(name))
                .map(Identifier::quote)
                .toList();
        return "(select " + buckets.among(columns.columns(), "k.", wanted) + " from (select "
                + Stream.concat(read.stream(), asTheyAre.stream()).collect(Collectors.joining(", ")) + ") k)";
    }
}

package snapshot.format;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.Query;

/** How many bytes a row has as text, as far as it is its large values that make it large. */
final class RowSize {

    /** Stored in fewer bytes than these, whatever packed them, a value has no more than half a million. */
    private static final int SMALL = 2_000;

    /** Their length is known without reading them. */
    private static final Set<String> MEASURED = Set.of("text", "varchar", "bytea");

    private static final Set<String> NEVER_LARGE = Set.of(
            "bool",
            "int2",
            "int4",
            "int8",
            "float4",
            "float8",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "interval",
            "uuid",
            "oid",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "money",
            "name");

    private RowSize() {}

    /** An expression over the columns. */
    static String of(List<Column> columns, String prefix) {
        return columns.stream()
                .filter(column -> !NEVER_LARGE.contains(column.baseType()))
                .map(column -> " + " + size(column, prefix))
                .collect(Collectors.joining("", "(0::bigint", ")"));
    }

    private static String size(Column column, String prefix) {
        String value = prefix + Identifier.quote(column.name());
        String bytes = MEASURED.contains(column.baseType())
                ? "octet_length(" + value + ")::bigint" + (column.baseType().equals("bytea") ? " * 2" : "")
                : "case when pg_column_size(" + value + ") > " + SMALL + " then octet_length("
                        + ContentHash.asText(column, prefix) + ") else 0 end";
        return "coalesce(" + bytes + ", 0)";
    }

    /** The answer: which row it is, by its key. */
    static Problem tooLarge(Connection connection, FileFormat format, TableRows rows, String size, RowLimit limit)
            throws SQLException {
        String key = rows.key().stream()
                .map(name -> Identifier.literal(name) + ", rows_to_keep." + Identifier.quote(name))
                .collect(Collectors.joining(", "));
        return Query.first(
                        connection,
                        "select json_build_object(" + key + ")::text, " + size + " from (" + rows.select()
                                + ") rows_to_keep order by 2 desc nulls last limit 1",
                        row -> limit.tooLarge(
                                rows.key().isEmpty()
                                        ? "a row of " + rows.table() + ", which has no key,"
                                        : "the row " + row.getString(1) + " of " + rows.table(),
                                row.getLong(2),
                                format))
                .orElseThrow();
    }
}

package snapshot.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;
import postgres.Column;
import postgres.Identifier;
import postgres.Query;

/**
 * What a file that knows types is to hold. A column one of whose values has no place in the type that would be best, is
 * text as a whole: a NaN among decimals, a time beyond the year 294246, an array of more than one dimension.
 *
 * @param rows as counted in the same transaction
 */
record FilePlan(List<FileColumn> columns, long rows) {

    /** The keys in a file's metadata. */
    static final String COLUMNS = "postgres.columns";

    static final String ROWS = "postgres.rows";
    static final String INFINITY = "postgres.infinity";

    /** What dates and timestamps use; DuckDB knows them as what they are. */
    static final String INFINITY_NOTE =
            "infinity is the type's greatest number, -infinity that number with a minus before it";

    /** The greatest number of microseconds stands for infinity, and PostgreSQL knows later times. */
    private static final String TOO_LATE = "%1$s >= '294247-01-10 04:00:54.775807+00' and %1$s <> 'infinity'";

    FilePlan {
        columns = List.copyOf(columns);
        if (rows < 0) {
            throw new IllegalArgumentException("cannot hold less than no rows");
        }
    }

    /** Looks through the rows once: a file's types are said before its first row. */
    static FilePlan of(Connection connection, String select, List<Column> columns) throws SQLException {
        List<FileColumn> best = columns.stream().map(FileColumn::best).toList();
        StringBuilder look = new StringBuilder("select count(*)");
        for (FileColumn column : best) {
            String name = "rows_to_keep." + Identifier.quote(column.name());
            look.append(", ").append(any(column.list() ? shaped(name) : null));
            look.append(", ").append(any(unfit(column, name)));
        }
        look.append(" from (").append(select).append(") rows_to_keep");
        return Query.first(connection, look.toString(), row -> {
                    List<FileColumn> fitting = new ArrayList<>();
                    for (int i = 0; i < best.size(); i++) {
                        FileColumn column = best.get(i);
                        boolean misshaped = row.getBoolean(2 + 2 * i);
                        boolean unfit = row.getBoolean(3 + 2 * i);
                        fitting.add(misshaped ? column.withoutLists() : unfit ? column.asText() : column);
                    }
                    return new FilePlan(fitting, row.getLong(1));
                })
                .orElseThrow();
    }

    private static String any(String condition) {
        return condition == null ? "false" : "bool_or(" + condition + ")";
    }

    private static String shaped(String name) {
        return "array_ndims(%1$s) <> 1 or array_lower(%1$s, 1) <> 1".formatted(name);
    }

    private static String unfit(FileColumn column, String name) {
        String value = column.list() ? "element" : name;
        String condition =
                switch (column.kind()) {
                    case DECIMAL -> value + " = 'NaN'";
                    case TIMESTAMP, TIMESTAMPTZ -> TOO_LATE.formatted(value);
                    default -> null;
                };
        return condition == null || !column.list()
                ? condition
                : "exists (select from unnest(" + name + ") element where " + condition + ")";
    }

    /** The columns for a file's metadata. */
    String columnsAsJson() {
        return Json.write(columns);
    }

    /** What a file's metadata says. */
    static FilePlan parse(String columns, String rows) throws IOException {
        if (columns == null || rows == null) {
            throw new IOException("it does not say what it holds");
        }
        try {
            FileColumn[] parsed = Json.mapper().readValue(columns, FileColumn[].class);
            return new FilePlan(List.of(parsed), Long.parseLong(rows));
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IOException("it does not say what it holds: " + e.getMessage(), e);
        }
    }

    List<String> names() {
        return columns.stream().map(FileColumn::name).toList();
    }

    /**
     * After writing.
     *
     * @throws IOException if others changed the table meanwhile, or rows got lost on the way
     */
    void check(long written, long sent) throws IOException {
        if (written != rows || sent != rows) {
            throw new IOException(
                    "cannot keep %d rows: %d were sent and %d written\nHINT: write from a transaction that is repeatable read"
                            .formatted(rows, sent, written));
        }
    }

    /**
     * After reading.
     *
     * @throws IOException if rows are missing
     */
    void checkRead(long read) throws IOException {
        if (read != rows) {
            throw new IOException("it holds %d rows of %d".formatted(read, rows));
        }
    }
}

package snapshot.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.Json;
import ledger.ProblemException;
import postgres.Identifier;
import postgres.Query;

/**
 * What a file that knows types is to hold. A column one of whose values has no place in the type that would be best, is
 * text as a whole: a NaN among decimals, a time beyond the year 294246, an array of more than one dimension.
 *
 * @param rows as counted in the same transaction
 * @param largestRow the bytes of the largest, as {@link RowSize} counts them; not known when read
 */
record FilePlan(List<FileColumn> columns, long rows, long largestRow) {

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

    /**
     * Looks through the rows once: a file's types are said before its first row.
     *
     * @throws ProblemException if a row is too large
     */
    static FilePlan of(Connection connection, FileFormat format, TableRows rows, RowLimit limit) throws SQLException {
        List<FileColumn> best = rows.columns().stream().map(FileColumn::best).toList();
        // One array: a result has no more columns than 1664, and a table nearly as many.
        String facts = best.stream()
                .flatMap(column ->
                        Stream.of(any(column.list() ? shaped(value(column)) : null), any(unfit(column, value(column)))))
                .collect(Collectors.joining(", ", "array[", "]::boolean[]"));
        String size = RowSize.of(rows.columns(), "rows_to_keep.");
        String look = "select count(*), " + facts + ", coalesce(max(" + size + "), 0) from (" + rows.select()
                + ") rows_to_keep";
        return Query.first(connection, look, row -> {
                    if (row.getLong(3) > limit.bytes()) {
                        throw new ProblemException(RowSize.tooLarge(connection, format, rows, size, limit));
                    }
                    Boolean[] found = (Boolean[]) row.getArray(2).getArray();
                    List<FileColumn> fitting = new ArrayList<>();
                    for (int i = 0; i < best.size(); i++) {
                        FileColumn column = best.get(i);
                        boolean misshaped = Boolean.TRUE.equals(found[2 * i]);
                        boolean unfit = Boolean.TRUE.equals(found[2 * i + 1]);
                        fitting.add(misshaped ? column.withoutLists() : unfit ? column.asText() : column);
                    }
                    return new FilePlan(fitting, row.getLong(1), row.getLong(3));
                })
                .orElseThrow();
    }

    private static String value(FileColumn column) {
        return "rows_to_keep." + Identifier.quote(column.name());
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
            return new FilePlan(List.of(parsed), Long.parseLong(rows), 0);
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

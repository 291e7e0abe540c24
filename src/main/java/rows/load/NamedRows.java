package rows.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import ledger.Json;
import postgres.Column;
import postgres.Table;

/**
 * Rows whose values come with their columns' names: a JSON body, dead letters tried again. Neighbours with the same
 * columns make one batch, so that what a row does not name takes its default.
 */
public final class NamedRows implements RecordSource {

    private static final String NO_SUCH_COLUMN = "42703";
    private static final String NAMED_TWICE = "42701";
    private static final int BATCH_ROWS = 10_000;

    private final Deque<Batch> batches = new ArrayDeque<>();
    private final LetterWriter letters;
    private final ColumnReaders readers;
    private final long rows;

    private BatchBuilder building;
    private List<String> buildingColumns;
    private Table buildingTable;
    private LoadMode buildingMode;

    private NamedRows(LetterWriter letters, ColumnReaders readers, long rows) {
        this.letters = letters;
        this.readers = readers;
        this.rows = rows;
    }

    /**
     * One row.
     *
     * @param line where it stood in what was received, from 1
     * @param values by column name
     * @param received its bytes as received
     * @param again what it was before, or null
     */
    public record NamedRow(
            Table table, long line, JsonNode values, byte[] received, TextEncoding encoding, TriedAgain again) {

        private Long letter() {
            return again == null ? null : again.letter();
        }

        private LoadMode mode() {
            return again == null ? null : again.mode();
        }

        private String text(String name, JsonNode value, Column column) {
            boolean asInTheFile = again != null && !again.json().contains(name) && value.isTextual();
            return asInTheFile ? value.textValue() : JsonValues.text(value, column);
        }

        /** Whether a value of that column is a string. */
        private boolean isText(String column) {
            return values.properties().stream()
                    .anyMatch(named -> named.getValue().isTextual()
                            && table.column(named.getKey())
                                    .filter(found -> found.name().equals(column))
                                    .isPresent());
        }
    }

    /** All rows, in memory: bounded by the request that brought them. */
    public static NamedRows of(List<NamedRow> rows, LetterWriter letters) {
        return of(rows, letters, ColumnReaders.NONE);
    }

    /** The same, with values that have to be read. */
    public static NamedRows of(List<NamedRow> rows, LetterWriter letters, ColumnReaders readers) {
        NamedRows source = new NamedRows(letters, readers, rows.size());
        rows.forEach(source::add);
        source.flush();
        return source;
    }

    private void add(NamedRow row) {
        if (row.again() != null && row.again().cutWrongly() != null) {
            flush();
            open(row, List.of());
            misshapen(row, LetterWriter.BAD_FORMAT, row.again().cutWrongly());
            return;
        }
        List<String> columns = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> named : row.values().properties()) {
            Column column = row.table().column(named.getKey()).orElse(null);
            if (column == null || columns.contains(column.name())) {
                flush();
                open(row, List.of());
                misshapen(
                        row,
                        column == null ? NO_SUCH_COLUMN : NAMED_TWICE,
                        column == null
                                ? "there is no column " + named.getKey()
                                : "the row names column " + column.name() + " twice");
                return;
            }
            if (!column.generated()) {
                columns.add(column.name());
                fields.add(row.text(named.getKey(), named.getValue(), column));
            }
        }
        if (building == null
                || !columns.equals(buildingColumns)
                || !row.table().equals(buildingTable)
                || row.mode() != buildingMode
                || building.rows() >= BATCH_ROWS) {
            flush();
            open(row, columns);
        }
        if (columns.isEmpty()) {
            misshapen(row, LetterWriter.BAD_FORMAT, "the row names no column");
        } else if (fields.stream().anyMatch(field -> field != null && field.indexOf('\0') >= 0)) {
            misshapen(row, LetterWriter.NOT_TEXT, "the row holds a NUL, which PostgreSQL text cannot");
        } else if (fields.stream().anyMatch(field -> field != null && !isText(field))) {
            misshapen(row, LetterWriter.NOT_TEXT, "the row holds half of a surrogate pair, which is no text");
        } else {
            addRead(row, columns, fields.toArray(String[]::new));
        }
    }

    private void addRead(NamedRow row, List<String> columns, String[] fields) {
        try {
            String[] meant = fields.clone();
            for (int i = 0; i < meant.length; i++) {
                meant[i] = meant(row, columns.get(i), fields[i]);
            }
            building.add(Dialect.OURS.record(meant), row.line(), row.received(), row.letter());
            if (!Arrays.equals(meant, fields)) {
                building.readLast(fields);
            }
            if (row.letter() != null) {
                building.suspectLast();
            }
        } catch (UnfitValue unfit) {
            building.add(letters.unfit(
                    row.letter(),
                    row.table().name().display(),
                    row.line(),
                    unfit,
                    row.received(),
                    row.encoding(),
                    row.values(),
                    true));
        }
    }

    /** What a value means; numbers of JSON leave nothing open where a number is wanted. */
    private String meant(NamedRow row, String name, String text) throws UnfitValue {
        ColumnReaders its = row.again() == null ? readers : row.again().readers();
        ValueReader reader =
                text == null ? null : its.of(row.table().column(name).orElseThrow());
        if (reader == null || reader.readsNumbers() && !row.isText(name)) {
            return text;
        }
        try {
            return reader.read(text);
        } catch (UnfitValue e) {
            throw e.of(name);
        }
    }

    private void misshapen(NamedRow row, String sqlstate, String reason) {
        building.add(letters.misshapen(
                row.letter(),
                row.table().name().display(),
                row.line(),
                sqlstate,
                reason,
                row.received(),
                row.encoding(),
                canBeKept(row.values()) ? row.values() : null,
                true));
    }

    /** Java writes a question mark for what is no text; nobody should take that for the value. */
    private static boolean isText(String value) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    /** The ledger's jsonb holds no NUL and no half characters either. */
    private static boolean canBeKept(JsonNode values) {
        return isText(values.toString()) && !Json.holdsNul(values);
    }

    private void open(NamedRow row, List<String> columns) {
        building = new BatchBuilder(row.table(), columns, Dialect.OURS, row.encoding(), new byte[1024]);
        buildingColumns = columns;
        buildingTable = row.table();
        buildingMode = row.mode();
        building.mode(buildingMode);
    }

    private void flush() {
        if (building != null && !building.isEmpty()) {
            batches.add(building.build());
        }
        building = null;
    }

    @Override
    public Batch next() {
        return batches.poll();
    }

    @Override
    public long position() {
        return rows - batches.stream().mapToLong(Batch::rowsIn).sum();
    }

    @Override
    public long size() {
        return rows;
    }

    @Override
    public void close() {
        batches.clear();
    }
}

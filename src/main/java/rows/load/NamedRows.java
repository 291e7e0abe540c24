package rows.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private final long rows;

    private BatchBuilder building;
    private List<String> buildingColumns;
    private Table buildingTable;

    private NamedRows(LetterWriter letters, long rows) {
        this.letters = letters;
        this.rows = rows;
    }

    /**
     * One row.
     *
     * @param line where it stood in what was received, from 1
     * @param values by column name
     * @param received its bytes as received
     * @param letter the dead letter it was, or null
     */
    public record NamedRow(
            Table table, long line, JsonNode values, byte[] received, TextEncoding encoding, Long letter) {}

    /** All rows, in memory: bounded by the request that brought them. */
    public static NamedRows of(List<NamedRow> rows, LetterWriter letters) {
        NamedRows source = new NamedRows(letters, rows.size());
        rows.forEach(source::add);
        source.flush();
        return source;
    }

    private void add(NamedRow row) {
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
                fields.add(JsonValues.text(named.getValue(), column));
            }
        }
        if (building == null
                || !columns.equals(buildingColumns)
                || !row.table().equals(buildingTable)
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
            byte[] record = Dialect.OURS.record(fields.toArray(String[]::new));
            building.add(record, row.line(), row.received(), row.letter());
            if (row.letter() != null) {
                building.suspectLast();
            }
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
                canBeKept(row.values()) ? row.values() : null));
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

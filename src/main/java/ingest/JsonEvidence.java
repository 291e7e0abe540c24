package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ingest.value.DateEvidence;
import ingest.value.DateOrder;
import ingest.value.NumberMarks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import postgres.Column;

/** What all rows of JSON show of how the dates in their strings are written; numbers are JSON's own. */
final class JsonEvidence implements ValueEvidence {

    private final Iterable<Column> columns;
    private final Rows rows;
    private final ToldValues told;
    private final ObjectNode detail;
    private final Map<String, DateEvidence> dates = new LinkedHashMap<>();
    private boolean gathered;

    /** All rows, once more from the first. */
    @FunctionalInterface
    interface Rows {
        void each(Seeing seeing) throws IOException;
    }

    /** What is done with one of them, whose members are called as the columns are. */
    @FunctionalInterface
    interface Seeing {
        void see(JsonNode row, long line);
    }

    /** @param detail told of what was shown */
    JsonEvidence(Iterable<Column> columns, Rows rows, ToldValues told, ObjectNode detail) {
        this.columns = columns;
        this.rows = rows;
        this.told = told;
        this.detail = detail;
    }

    @Override
    public DateOrder order(Column column) {
        gather();
        DateOrder order = FileEvidence.order(column, dates.get(column.name()));
        List<Column> all = new ArrayList<>();
        columns.forEach(all::add);
        ValueAccount.tell(detail, told, all, this, null);
        return order;
    }

    @Override
    public NumberMarks marks(Column column) {
        return null;
    }

    @Override
    public NumberMarks lateMarks(Column column) {
        return null;
    }

    @Override
    public DateEvidence datesOf(Column column) {
        return dates.get(column.name());
    }

    private void gather() {
        if (gathered) {
            return;
        }
        gathered = true;
        for (Column column : columns) {
            if (ValueReaders.isDate(column) || ValueReaders.holdsDates(column)) {
                dates.put(column.name(), new DateEvidence());
            }
        }
        try {
            rows.each((row, line) -> dates.forEach((name, evidence) -> see(row.path(name), line, evidence)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the rows to their end", e);
        }
    }

    private static void see(JsonNode value, long line, DateEvidence evidence) {
        if (value.isContainerNode()) {
            value.forEach(member -> see(member, line, evidence));
        } else if (value.isTextual()) {
            for (String member : FileEvidence.AROUND_MEMBERS.split(value.asText())) {
                evidence.see(member, line);
            }
        }
    }
}

package dumps.keep;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dumps.DumpRow;
import dumps.DumpValue;
import dumps.KeptTable;
import dumps.RowVerb;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;

/**
 * The rows of a table as they are at the end of the dump.
 *
 * @param verbs how they are put in, where not by INSERT
 */
record KeptRows(RowStore.Pieces pieces, long count, List<KeptTable.VerbRun> verbs) {

    private static final byte[] OPENING = {'[', '0'};

    /** What is left of the rows of a table after all that came behind them. */
    static KeptRows of(TableRows table, RowStore store) throws IOException {
        if (table.steps().isEmpty()) {
            return new KeptRows(table.pieces(), table.rows(), List.copyOf(table.verbs()));
        }
        return changed(table, store);
    }

    private static KeptRows changed(TableRows table, RowStore store) throws IOException {
        RowStore.Pieces pieces = new RowStore.Pieces();
        Runs runs = new Runs(table.verbs());
        // What is put aside is ",\n[…]" for each row: behind "[0" that is an array.
        try (InputStream in = new SequenceInputStream(new ByteArrayInputStream(OPENING), store.read(table.pieces()));
                JsonParser json = Json.mapper().getFactory().createParser(in)) {
            json.nextToken();
            json.nextToken();
            JsonRows reader = new JsonRows(json, null);
            DumpRow row = new DumpRow();
            int shape = 0;
            for (long at = 0; at < table.rows(); at++) {
                while (shape < table.shapes().size()
                        && table.shapes().get(shape).from() <= at) {
                    reader.become(table.shapes().get(shape++).kinds());
                }
                if (json.nextToken() != JsonToken.START_ARRAY) {
                    throw new IOException("rows that were put aside are damaged");
                }
                reader.fill(row);
                List<DumpValue> values = table.steps().apply(row, at);
                runs.pass(at, values != null);
                if (values != null) {
                    write(values, table, pieces, store);
                }
            }
        }
        return new KeptRows(pieces, runs.kept, runs.after);
    }

    private static void write(List<DumpValue> values, TableRows table, RowStore.Pieces pieces, RowStore store)
            throws IOException {
        DumpRow row = new DumpRow();
        values.forEach(row::add);
        Bytes room = store.room(pieces);
        int before = room.size();
        room.put(',');
        room.put('\n');
        RowJson.write(row, table.kinds(), room);
        store.written(pieces, before);
    }

    /** Runs of verbs, moved together where rows between them are gone. */
    private static final class Runs {
        private final List<KeptTable.VerbRun> before;
        private final List<KeptTable.VerbRun> after = new ArrayList<>();
        private int run;
        private long kept;

        Runs(List<KeptTable.VerbRun> before) {
            this.before = before;
        }

        void pass(long at, boolean stays) {
            while (run < before.size() && at >= before.get(run).to()) {
                run++;
            }
            if (stays && run < before.size() && at >= before.get(run).from()) {
                RowVerb verb = before.get(run).verb();
                int last = after.size() - 1;
                if (last >= 0
                        && after.get(last).verb() == verb
                        && after.get(last).to() == kept) {
                    after.set(last, new KeptTable.VerbRun(verb, after.get(last).from(), kept + 1));
                } else {
                    after.add(new KeptTable.VerbRun(verb, kept, kept + 1));
                }
            }
            kept += stays ? 1 : 0;
        }
    }
}

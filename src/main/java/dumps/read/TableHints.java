package dumps.read;

import dumps.DumpEvents;
import dumps.DumpTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Brings what comments say of tables to the tables. */
final class TableHints implements Hints.Listener {

    private final DumpEvents events;
    private final Tables tables;
    private DumpTable last;

    TableHints(DumpEvents events, Tables tables) {
        this.events = events;
        this.tables = tables;
    }

    @Override
    public void database(String name) {
        tables.supposeIn(name);
    }

    @Override
    public void rowsOf(List<String> path) {
        last = tables.find(tables.id(path));
        data(null);
    }

    @Override
    public void filter(String where) {
        data(where);
    }

    private void data(String filter) {
        if (last != null) {
            try {
                events.data(last, filter);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far a run is with each of its tables, for whoever watches it. Safe for several threads. */
public final class TableProgress {

    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final Runnable moved;
    private long done;
    private long changes;
    private long told;

    private static final class Table {
        private String state = "waiting";
        private long rows;
    }

    /** @param moved is told when a table is done */
    TableProgress(List<String> names, Runnable moved) {
        names.forEach(name -> tables.put(name, new Table()));
        this.moved = moved;
    }

    /** The table is being worked on. */
    public synchronized void begin(String name) {
        change(name, "running", 0);
    }

    /** So many rows more of it are through. */
    public synchronized void rows(String name, long more) {
        change(name, "running", more);
    }

    /** The table is through, with so many rows more. */
    public void done(String name, long more) {
        synchronized (this) {
            change(name, "done", more);
            done++;
        }
        moved.run();
    }

    /** The table is through. */
    public void done(String name) {
        done(name, 0);
    }

    private void change(String name, String state, long more) {
        Table table = tables.computeIfAbsent(name, any -> new Table());
        table.state = state;
        table.rows += more;
        changes++;
    }

    /** How many tables are through. */
    public synchronized long done() {
        return done;
    }

    /** All tables, in their order. */
    public synchronized ArrayNode told() {
        ArrayNode array = Json.mapper().createArrayNode();
        tables.forEach((name, table) -> {
            ObjectNode one = array.addObject().put("table", name).put("state", table.state);
            if (table.rows > 0) {
                one.put("rows", table.rows);
            }
        });
        return array;
    }

    /** The same as text if anything changed since this was asked for last, else null. */
    public synchronized String news() {
        if (told == changes && told > 0) {
            return null;
        }
        told = changes;
        return told().toString();
    }
}

package snapshot.parts;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import ledger.Json;
import postgres.Column;
import snapshot.format.PartTypes;
import snapshot.format.TableRows;

/**
 * A part that is to be written; all that is needed for it but the way into the database.
 *
 * @param snapshot the exported snapshot, which is still open
 * @param table as answers call it
 * @param number among the parts of the table
 * @param select the part's rows
 * @param columns of those, as the catalog has them
 * @param file where they go, on a disk that all who write parts and the service have in common
 * @param level of zstd
 * @param lockTimeoutMillis how long somebody who has the table locked is waited for
 */
public record PartTask(
        String snapshot,
        String table,
        int number,
        String select,
        List<Column> columns,
        PartTypes types,
        String file,
        int level,
        long lockTimeoutMillis) {

    public PartTask {
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(select, "select");
        Objects.requireNonNull(types, "types");
        Objects.requireNonNull(file, "file");
        columns = List.copyOf(columns);
    }

    TableRows rows() {
        return new TableRows(table, select, columns, List.of());
    }

    Path target() {
        return Path.of(file);
    }

    /** As text, which goes everywhere. */
    public String toJson() {
        return Json.write(this);
    }

    public static PartTask of(String json) {
        return Json.read(json, PartTask.class);
    }
}

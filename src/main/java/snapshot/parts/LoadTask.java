package snapshot.parts;

import java.util.List;
import java.util.Objects;
import ledger.Json;
import postgres.Column;
import snapshot.format.FileFormat;

/**
 * A part whose rows are to go into a table; all that is needed for it but the way into the database.
 *
 * @param number among all parts of the run
 * @param table as answers call it
 * @param receipts the table of receipts, as SQL names it
 * @param target the table of the rows, as SQL names it
 * @param columns of the rows
 * @param file where they are, on a disk that all who bring rows and the service have in common
 */
public record LoadTask(
        int number,
        String table,
        String receipts,
        String target,
        List<Column> columns,
        FileFormat format,
        String file) {

    public LoadTask {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(receipts, "receipts");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(file, "file");
        columns = List.copyOf(columns);
    }

    /** As text, which goes everywhere. */
    public String toJson() {
        return Json.write(this);
    }

    public static LoadTask of(String json) {
        return Json.read(json, LoadTask.class);
    }
}

package snapshot.parts;

import java.util.Objects;
import ledger.Json;

/** A part whose rows are in the table. */
public record LoadedPart(String table, int number, long rows) {

    public LoadedPart {
        Objects.requireNonNull(table, "table");
    }

    public String toJson() {
        return Json.write(this);
    }

    public static LoadedPart of(String json) {
        return Json.read(json, LoadedPart.class);
    }
}

package dumps.keep;

import com.fasterxml.jackson.core.JsonParser;
import dumps.Dialect;
import dumps.DumpRow;
import dumps.DumpTable;
import java.io.IOException;

/** Rows of one table out of the JSON arrays that {@link RowText} wrote. */
public final class ParsedRows {

    private final JsonRows rows;

    /** @param json which stands at the beginning of an array whenever one is wanted */
    public ParsedRows(JsonParser json, DumpTable table, Dialect dialect) {
        rows = new JsonRows(json, DumpJson.kinds(table, dialect));
    }

    /** Fills the row from the array that the parser stands at the beginning of. */
    public void fill(DumpRow row) throws IOException {
        rows.fill(row);
    }
}

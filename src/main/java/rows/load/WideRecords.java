package rows.load;

import java.nio.charset.StandardCharsets;
import postgres.Table;

/**
 * Records of so many fields that a row of texts might not fit into a page of the server: their fields go as one array,
 * which is kept beside it.
 */
final class WideRecords {

    /** Kept beside the page, a text takes 18 bytes of the 8 KiB. */
    private static final int MOST_TEXTS = 400;

    /** What a table can have; a stage has one column more than the table. */
    private static final int MOST_COLUMNS = 1600;

    private WideRecords() {}

    /** Whether that many fields go as one array. */
    static boolean areArrays(int fields) {
        return fields > MOST_TEXTS;
    }

    /** Whether a stage has room for them and for the place of the record. */
    static boolean fitAStage(int fields) {
        return fields < MOST_COLUMNS;
    }

    /** Whether there is room for them and for what is kept beside each row. */
    static boolean canBeKept(Table table) {
        return table.columns().size() <= MOST_COLUMNS - 3;
    }

    /** A line of CSV: the record's place, and its fields as an array. */
    static byte[] line(int place, String[] fields) {
        StringBuilder array = new StringBuilder("{");
        for (int i = 0; i < fields.length; i++) {
            array.append(i == 0 ? "" : ",");
            array.append(
                    fields[i] == null
                            ? "NULL"
                            : '"' + fields[i].replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        }
        String quoted = array.append('}').toString().replace("\"", "\"\"");
        return (place + ",\"" + quoted + "\"\n").getBytes(StandardCharsets.UTF_8);
    }
}

package snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * How a live table differs from its rows in a snapshot.
 *
 * @param missing rows that are no more in the live table
 * @param changed rows with other values
 * @param added rows that the snapshot has not
 * @param same rows that are as they were
 * @param sample some of those that differ, in the order of their keys
 * @param lostColumns columns that the live table has no more; their values are in the snapshot alone
 * @param gainedColumns columns that the snapshot has not
 * @param retypedColumns columns whose type is another now
 */
public record Diff(
        String table,
        long missing,
        long changed,
        long added,
        long same,
        List<Row> sample,
        List<String> lostColumns,
        List<String> gainedColumns,
        List<String> retypedColumns) {

    /**
     * A row that differs.
     *
     * @param kind {@code missing}, {@code changed} or {@code added}
     * @param columns those that changed
     */
    public record Row(String kind, JsonNode key, List<String> columns) {}
}

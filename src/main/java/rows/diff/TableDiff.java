package rows.diff;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * How the rows of a table differ from those that it is held against: a snapshot, or the same table on another server.
 *
 * @param missing rows that are no more in the table
 * @param changed rows with other values
 * @param added rows that only the table has
 * @param same rows that are as they were
 * @param sample some of those that differ, in the order of their keys
 * @param lostColumns columns that the table has not, or computes now
 * @param gainedColumns columns that only the table has
 * @param retypedColumns columns whose type is another in the table
 * @param changedColumns in how many rows each column differs, only those that do
 */
public record TableDiff(
        String table,
        long missing,
        long changed,
        long added,
        long same,
        List<Row> sample,
        List<String> lostColumns,
        List<String> gainedColumns,
        List<String> retypedColumns,
        @JsonIgnore Map<String, Long> changedColumns) {

    /** Rows that an answer shows. */
    public static final int SAMPLE = 20;

    /**
     * A row that differs.
     *
     * @param kind {@code missing}, {@code changed} or {@code added}
     * @param columns those that changed
     * @param then the row as it was; null where that is not told
     * @param now the row as it is; null where that is not told
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(String kind, JsonNode key, List<String> columns, JsonNode then, JsonNode now) {

        /** One of which no values are told. */
        public Row(String kind, JsonNode key, List<String> columns) {
            this(kind, key, columns, null, null);
        }
    }
}

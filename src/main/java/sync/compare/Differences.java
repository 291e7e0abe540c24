package sync.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * How the rows of a target differ from those of its source.
 *
 * @param missing rows that the target lacks
 * @param changed rows with other values
 * @param added rows that the source has not
 * @param changedColumns in how many rows each column differs, only those that do
 * @param sample some of the rows that differ, in the order of their keys
 */
record Differences(long missing, long changed, long added, Map<String, Long> changedColumns, List<Row> sample) {

    /** Rows that an answer shows. */
    static final int SAMPLE = 20;

    static final Differences NONE = new Differences(0, 0, 0, Map.of(), List.of());

    /**
     * A row that differs.
     *
     * @param kind {@code missing}, {@code changed} or {@code added}
     * @param columns those that changed
     */
    record Row(String kind, JsonNode key, List<String> columns) {}

    long all() {
        return missing + changed + added;
    }
}

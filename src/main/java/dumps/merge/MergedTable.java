package dumps.merge;

import dumps.Dialect;
import dumps.DumpTable;
import dumps.TableId;
import java.util.List;
import java.util.Objects;

/**
 * A table of the merged state.
 *
 * @param name as short as it can be told from the others
 * @param definition the latest
 * @param dialect in which that is written
 * @param key the columns that tell its rows apart
 * @param keyless whether these are all that all files have, and equal rows are counted
 * @param updateTime the column whose newest value decides between versions, or null
 * @param files that have it, in their order
 */
public record MergedTable(
        TableId id,
        String name,
        DumpTable definition,
        Dialect dialect,
        List<String> key,
        boolean keyless,
        String updateTime,
        List<String> files) {

    public MergedTable {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(definition, "definition");
    }
}

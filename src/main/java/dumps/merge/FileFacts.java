package dumps.merge;

import dumps.DumpFile;
import dumps.TableId;
import java.util.Map;
import java.util.Objects;

/**
 * What one file tells about its place among the others.
 *
 * @param statedAt when it says it was made, in microseconds, or null
 * @param tables by what they are in the merge
 * @param state the same for two files that hold the same definitions and rows
 */
record FileFacts(DumpFile file, Long statedAt, Map<TableId, TableFacts> tables, String state) {

    FileFacts {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(state, "state");
    }

    /** What tells files apart whatever they are called; two with one are the same dump. */
    String fingerprint() {
        return file.sha256();
    }
}

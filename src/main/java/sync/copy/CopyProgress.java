package sync.copy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.ActiveRun;
import ledger.TableProgress;
import postgres.TableName;

/** How far a copy is, in pages of all and by table, for whoever watches it. Safe for several threads. */
final class CopyProgress {

    private final ActiveRun active;
    private final TableProgress tables;
    /** Chunks that have not arrived here; others may have them. */
    private final Map<TableName, Integer> left = new HashMap<>();

    CopyProgress(ActiveRun active, List<TableName> names, List<Chunk> chunks) {
        this.active = active;
        tables = active.watchTables(names.stream().map(TableName::display).toList());
        chunks.forEach(chunk -> left.merge(chunk.table(), 1, Integer::sum));
    }

    /** A chunk is being copied. */
    void begins(Chunk chunk) {
        tables.begin(chunk.table().display());
    }

    /** Its rows have arrived. */
    synchronized void arrived(Chunk chunk, Chunk.Done done) {
        String name = chunk.table().display();
        if (left.merge(chunk.table(), -1, Integer::sum) == 0) {
            tables.done(name, done.rows());
        } else {
            tables.rows(name, done.rows());
        }
    }

    /** All of them together. */
    void moved(Chunks.ToDo all) {
        active.progress(all.blocksDone() + 1, Math.max(all.blocks(), all.blocksDone()) + 1, "pages");
    }

    /** All chunks have arrived, whoever copied them. */
    synchronized void allArrived() {
        left.forEach((table, chunks) -> {
            if (chunks > 0) {
                tables.done(table.display());
            }
        });
        left.clear();
    }
}

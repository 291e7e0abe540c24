package snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import postgres.Column;
import postgres.KeyBuckets;
import postgres.TableName;

/**
 * A snapshot that is kept as a table beside the one it is of.
 *
 * @param of the table it was made from
 * @param hashMethod how the content hash was made
 * @param selection which rows were chosen, in words, or null for all
 * @param columns those that are kept
 * @param key the primary key's columns
 * @param buckets how hashes of it are cut, null without a key
 */
public record BackupTable(
        TableName name,
        TableName of,
        UUID run,
        Instant madeAt,
        long rows,
        String contentHash,
        String hashMethod,
        String selection,
        List<Column> columns,
        List<String> key,
        KeyBuckets buckets) {

    public BackupTable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(of, "of");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(contentHash, "contentHash");
        Objects.requireNonNull(hashMethod, "hashMethod");
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }
}

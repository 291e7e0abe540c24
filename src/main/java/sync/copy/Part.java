package sync.copy;

import java.util.Objects;
import postgres.TableName;

/**
 * What holds rows of a table: the table itself, or one of its partitions.
 *
 * @param from on the source
 * @param into on the target, before it is in its place
 * @param blocks its pages, or null where its rows have no place in pages
 */
record Part(TableName from, TableName into, Long blocks) {

    Part {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(into, "into");
    }
}

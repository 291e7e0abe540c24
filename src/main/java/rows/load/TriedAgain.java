package rows.load;

import java.util.Objects;
import java.util.Set;

/**
 * What a row was before it is tried again.
 *
 * @param letter the dead letter
 * @param mode how the run loads that it came with
 * @param json the columns whose values somebody wrote as JSON; the others have the texts of the file
 * @param readers read its values as that run did
 * @param cutWrongly why it has no values to load, or null: nobody has said yet what is what
 */
public record TriedAgain(long letter, LoadMode mode, Set<String> json, ColumnReaders readers, String cutWrongly) {

    public TriedAgain {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(readers, "readers");
        json = Set.copyOf(json);
    }
}

package dumps.merge;

import dumps.TableId;
import java.util.Objects;
import java.util.Set;

/**
 * What is wanted of a merge.
 *
 * @param upTo how many files of the order are looked at, from the earliest
 * @param tables those that are wanted, or null for all
 */
public record Question(int upTo, Policy policy, Set<TableId> tables) {

    public Question {
        Objects.requireNonNull(policy, "policy");
    }

    boolean wants(TableId table) {
        return tables == null || tables.contains(table);
    }
}

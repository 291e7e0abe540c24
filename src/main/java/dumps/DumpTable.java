package dumps;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;

/**
 * A table as a dump defines it, with all that later statements of the same dump change.
 *
 * @param defined whether the dump has a {@code CREATE TABLE} of it; else its columns are those that its rows name, or are
 *     called {@code column1}, {@code column2} … where rows name none
 * @param keys primary, unique and foreign keys, indexes and checks, in the dump's order
 * @param partitionBy how it is partitioned, as the dump spells it, or null
 * @param partitionOf the table it is a partition of, or null: its rows are rows of that one
 * @param comment or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DumpTable(
        TableId id,
        boolean defined,
        List<DumpColumn> columns,
        List<DumpKey> keys,
        String partitionBy,
        TableId partitionOf,
        String comment) {

    public DumpTable {
        Objects.requireNonNull(id, "id");
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
    }

    /** The primary key's columns, empty where there is none. */
    @JsonIgnore
    public List<String> key() {
        return keys.stream()
                .filter(key -> key.kind() == DumpKey.Kind.PRIMARY)
                .findFirst()
                .map(DumpKey::columns)
                .orElse(List.of());
    }

    /** Where the column of that name stands, in any case of letters if in no other way; -1 if there is none. */
    public int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(column)) {
                return i;
            }
        }
        return -1;
    }
}

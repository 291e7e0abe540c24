package dumps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;
import java.util.Objects;

/**
 * Which table a dump speaks of. Tables of one name in different databases or schemas are different tables.
 *
 * @param database what {@code USE}, {@code \connect}, a name of two or three parts or the tool's own header says, or null
 * @param schema PostgreSQL's, or null
 * @param name as the dump spells it, without quotes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableId(String database, String schema, String name) implements Comparable<TableId> {

    private static final Comparator<String> ABSENT_FIRST = Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Comparator<TableId> ORDER = Comparator.comparing(TableId::database, ABSENT_FIRST)
            .thenComparing(TableId::schema, ABSENT_FIRST)
            .thenComparing(TableId::name);

    public TableId {
        Objects.requireNonNull(name, "name");
    }

    @Override
    public int compareTo(TableId other) {
        return ORDER.compare(this, other);
    }

    /** What people see: the parts there are, with points between them. */
    @Override
    public String toString() {
        return (database == null ? "" : database + ".") + (schema == null ? "" : schema + ".") + name;
    }
}

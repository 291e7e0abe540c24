package postgres;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A table as the catalog describes it at one moment.
 *
 * @param columns in table order
 * @param constraints primary key first
 * @param kind what the relation is
 * @param referencedByCascade whether deleting its rows would delete or blank rows elsewhere
 * @param insertable whether the present user may insert into it
 */
public record Table(
        long oid,
        TableName name,
        Kind kind,
        List<Column> columns,
        List<Constraint> constraints,
        boolean referencedByCascade,
        boolean insertable) {

    /** What a relation is; only the first two hold rows of their own here. */
    public enum Kind {
        TABLE,
        PARTITIONED_TABLE,
        VIEW,
        MATERIALIZED_VIEW,
        FOREIGN_TABLE,
        OTHER
    }

    public Table {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        columns = List.copyOf(columns);
        constraints = List.copyOf(constraints);
    }

    /** What to select from for its own rows. */
    public String relation() {
        return name.rows(kind == Kind.PARTITIONED_TABLE);
    }

    /** The columns that can be written, in table order. */
    public List<Column> writable() {
        return columns.stream().filter(column -> !column.generated()).toList();
    }

    /** The column of that name: an exact match, else the only one that matches in another case. */
    public Optional<Column> column(String wanted) {
        Optional<Column> exact =
                columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
        if (exact.isPresent()) {
            return exact;
        }
        List<Column> alike = columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(wanted))
                .toList();
        return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
    }

    /** The primary key's columns, empty when there is none. */
    public List<String> primaryKey() {
        return constraints.stream()
                .filter(constraint -> constraint.kind() == Constraint.Kind.PRIMARY_KEY)
                .findFirst()
                .map(Constraint::columns)
                .orElse(List.of());
    }

    /** The constraint of that name, if it is still there. */
    public Optional<Constraint> constraint(String wanted) {
        return constraints.stream()
                .filter(constraint -> constraint.name().equals(wanted))
                .findFirst();
    }
}

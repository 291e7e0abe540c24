package postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        OTHER;

        /** Whether it holds rows of its own. */
        public boolean isTable() {
            return this == TABLE || this == PARTITIONED_TABLE;
        }

        /** As a sentence calls it. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
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

    /** The same, with their types. */
    public List<Column> key() {
        return columns(primaryKey());
    }

    /** The columns of these names, in that order. */
    public List<Column> columns(List<String> names) {
        return names.stream().map(name -> column(name).orElseThrow()).toList();
    }

    /** The table with that unique constraint for its primary key: rows are found by it. */
    public Table keyedBy(Constraint key) {
        List<Constraint> rules = new ArrayList<>();
        rules.add(key.as(Constraint.Kind.PRIMARY_KEY));
        for (Constraint rule : constraints) {
            if (!rule.equals(key)) {
                rules.add(rule.kind() == Constraint.Kind.PRIMARY_KEY ? rule.as(Constraint.Kind.UNIQUE) : rule);
            }
        }
        return new Table(oid, name, kind, columns, rules, referencedByCascade, insertable);
    }

    /** The constraint of that name, if it is still there. */
    public Optional<Constraint> constraint(String wanted) {
        return constraints.stream()
                .filter(constraint -> constraint.name().equals(wanted))
                .findFirst();
    }
}

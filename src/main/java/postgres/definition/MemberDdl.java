package postgres.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import postgres.Identifier;
import postgres.TableName;

/** Renders the constraints and indexes of a table and of its partitions. */
final class MemberDdl {

    private final Names names;
    private final List<Members> tables = new ArrayList<>();

    /** What a table or partition has of its own. */
    private record Members(TableName owner, List<ConstraintDefinition> constraints, List<IndexDefinition> indexes) {}

    MemberDdl(TableDefinition definition, Names names) {
        this.names = names;
        // Partitions first: what the server makes there for the table above then takes names that are left.
        for (PartitionDefinition partition : definition.allPartitions()) {
            tables.add(new Members(partition.name(), partition.constraints(), partition.indexes()));
        }
        tables.add(new Members(definition.name(), definition.constraints(), definition.indexes()));
    }

    List<String> constraints(Predicate<ConstraintDefinition.Kind> wanted) {
        return constraintMembers(wanted).map(Ddl.Member::statement).toList();
    }

    Stream<Ddl.Member> constraintMembers(Predicate<ConstraintDefinition.Kind> wanted) {
        return tables.stream().flatMap(table -> table.constraints.stream()
                .filter(constraint -> wanted.test(constraint.kind()))
                .map(constraint -> member(table.owner, constraint)));
    }

    private Ddl.Member member(TableName owner, ConstraintDefinition constraint) {
        return new Ddl.Member(
                names.table(owner),
                names.constraint(owner, constraint.name()),
                constraint,
                "alter table " + names.table(owner).quoted() + " add " + clause(owner, constraint));
    }

    private String clause(TableName owner, ConstraintDefinition constraint) {
        return "constraint " + Identifier.quote(names.constraint(owner, constraint.name())) + " "
                + (constraint.foreignKey() == null ? constraint.definition() : foreignKey(constraint));
    }

    /** Keys as they stand in {@code create table}. */
    List<String> keysWithin() {
        return tables.stream()
                .flatMap(table -> table.constraints.stream()
                        .filter(constraint -> constraint.kind().backedByIndex())
                        .map(constraint -> clause(table.owner, constraint)))
                .toList();
    }

    private String foreignKey(ConstraintDefinition constraint) {
        ConstraintDefinition.ForeignKey key = constraint.foreignKey();
        return "foreign key (" + keyColumns(constraint.columns(), key.period()) + ") references "
                + names.table(key.references()).quoted() + " (" + keyColumns(key.columns(), key.period()) + ")"
                + key.rules();
    }

    private static String keyColumns(List<String> columns, boolean period) {
        int last = columns.size() - 1;
        return IntStream.rangeClosed(0, last)
                .mapToObj(i -> (period && i == last ? "period " : "") + Identifier.quote(columns.get(i)))
                .collect(Collectors.joining(", "));
    }

    List<String> indexes() {
        return indexMembers().map(Ddl.Member::statement).toList();
    }

    Stream<Ddl.Member> indexMembers() {
        return tables.stream().flatMap(table -> table.indexes.stream().map(index -> member(table.owner, index)));
    }

    private Ddl.Member member(TableName owner, IndexDefinition index) {
        String name = names.index(owner, index.name());
        return new Ddl.Member(
                names.table(owner),
                name,
                null,
                "create " + (index.unique() ? "unique " : "") + "index " + Identifier.quote(name) + " on "
                        + names.table(owner).quoted() + " using " + index.definition());
    }
}

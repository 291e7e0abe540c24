package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import postgres.Identifier;
import postgres.LockMode;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;
import postgres.definition.ConstraintDefinition;
import postgres.definition.Ddl;
import postgres.definition.Names;
import postgres.definition.PartitionDefinition;
import postgres.definition.SequenceDefinition;
import rows.change.SequenceAdvance;

/** Puts staged tables in their place, in the caller's transaction: before its end nobody sees them, after it everybody. */
public final class Swap {

    private static final String NAMED_BY_SERVER = Sql.read("rows/place/named-by-server.sql");

    private final Connection target;
    private final List<PlacedTable> tables;

    /**
     * A swap of these tables.
     *
     * @param tables all that take a place of their own
     */
    public Swap(Connection target, List<PlacedTable> tables) {
        this.target = target;
        this.tables = tables;
    }

    /** Locks the tables that are in the places. */
    public static void lock(Connection target, ExistingTables existing) throws SQLException {
        if (!existing.oids().isEmpty()) {
            Query.execute(target, LockMode.ACCESS_EXCLUSIVE.lock(inOrder(existing)));
        }
    }

    /** So that two who lock some of them do not wait for each other. */
    private static List<TableName> inOrder(ExistingTables existing) {
        return existing.oids().keySet().stream()
                .sorted(Comparator.comparing(TableName::quoted))
                .toList();
    }

    /** Takes away what is in the places, and moves the tables there with all that belongs to them. */
    public void run(ExistingTables existing) throws SQLException {
        OwnersAndGrants carried = OwnersAndGrants.of(target, existing);
        if (!existing.oids().isEmpty()) {
            Query.execute(
                    target,
                    inOrder(existing).stream()
                            .map(TableName::quoted)
                            .collect(Collectors.joining(", ", "drop table ", "")));
        }
        move(true);
        for (PlacedTable table : tables) {
            SequenceAdvance.run(target, table.definition(), List.of(SequenceDefinition.Kind.SHARED));
        }
        carried.giveTo(target, tables);
    }

    /** Moves the tables to places where nothing is, each with all that it has by itself: foreign keys are made there. */
    public void intoFreePlaces() throws SQLException {
        move(false);
        OwnersAndGrants.of(target, new ExistingTables(Map.of())).giveTo(target, tables);
    }

    private void move(boolean withForeignKeys) throws SQLException {
        for (PlacedTable table : tables) {
            move(table.staged(), table.name());
            for (PartitionDefinition partition : table.definition().allPartitions()) {
                move(table.names().table(partition.name()), table.place().table(partition.name()));
            }
        }
        for (PlacedTable table : tables) {
            rename(table, withForeignKeys);
            renameFurther(table.staged(), table.name());
            for (PartitionDefinition partition : table.definition().allPartitions()) {
                renameFurther(
                        table.names().table(partition.name()), table.place().table(partition.name()));
            }
        }
        for (PlacedTable table : tables) {
            all(table.placed().sharedSequences());
        }
        for (PlacedTable table : tables) {
            all(table.placed().defaults());
        }
    }

    private void move(TableName from, TableName to) throws SQLException {
        Query.execute(target, "alter table " + from.quoted() + " set schema " + Identifier.quote(to.schema()));
        TableName moved = new TableName(to.schema(), from.name());
        if (!moved.equals(to)) {
            Query.execute(target, "alter table " + moved.quoted() + " rename to " + Identifier.quote(to.name()));
        }
    }

    /** What had to have another name beside tables that are elsewhere now. */
    private void rename(PlacedTable table, boolean withForeignKeys) throws SQLException {
        Ddl original = table.placed();
        List<Ddl.Member> staged = table.staging().members();
        List<Ddl.Member> members = original.members();
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < staged.size(); i++) {
            String now = staged.get(i).name();
            Ddl.Member member = members.get(i);
            boolean isThere = withForeignKeys || !member.is(ConstraintDefinition.Kind.FOREIGN_KEY);
            if (isThere && !now.equals(member.name())) {
                statements.add(
                        member.constraint() == null
                                ? "alter index " + new TableName(member.table().schema(), now).quoted() + " rename to "
                                        + Identifier.quote(member.name())
                                : "alter table " + member.table().quoted() + " rename constraint "
                                        + Identifier.quote(now) + " to " + Identifier.quote(member.name()));
            }
        }
        for (SequenceDefinition sequence : table.definition().sequences()) {
            TableName now = table.names().sequence(sequence.name());
            TableName wanted = table.place().sequence(sequence.name());
            if (!now.name().equals(wanted.name())) {
                statements.add("alter sequence " + new TableName(wanted.schema(), now.name()).quoted() + " rename to "
                        + Identifier.quote(wanted.name()));
            }
        }
        all(statements);
    }

    /** What the server has named after a relation that has another name now. */
    private void renameFurther(TableName staged, TableName now) throws SQLException {
        if (staged.name().equals(now.name())) {
            return;
        }
        all(Query.list(
                target,
                NAMED_BY_SERVER,
                row -> row.getString("statement")
                        + Identifier.quote(Names.fitting(now.name()
                                + row.getString("name").substring(staged.name().length()))),
                now.quoted(),
                staged.name()));
    }

    private void all(List<String> statements) throws SQLException {
        for (String statement : statements) {
            Query.execute(target, statement);
        }
    }
}

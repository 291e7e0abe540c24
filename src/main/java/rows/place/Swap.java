package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import postgres.Identifier;
import postgres.LockMode;
import postgres.Query;
import postgres.TableName;
import postgres.definition.ColumnDefinition;
import postgres.definition.Ddl;
import postgres.definition.PartitionDefinition;
import postgres.definition.SequenceDefinition;
import postgres.definition.TableDefinition;
import rows.change.SequenceAdvance;

/** Puts staged tables in their place, in the caller's transaction: before its end nobody sees them, after it everybody. */
public final class Swap {

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
        for (PlacedTable table : tables) {
            move(table.staged(), table.name());
            for (PartitionDefinition partition : table.definition().allPartitions()) {
                move(table.names().table(partition.name()), partition.name());
            }
        }
        for (PlacedTable table : tables) {
            rename(table);
        }
        for (PlacedTable table : tables) {
            all(table.placed().sharedSequences());
        }
        for (PlacedTable table : tables) {
            defaults(table.definition());
        }
        carried.giveTo(target, tables);
    }

    private void move(TableName from, TableName to) throws SQLException {
        Query.execute(target, "alter table " + from.quoted() + " set schema " + Identifier.quote(to.schema()));
        TableName moved = new TableName(to.schema(), from.name());
        if (!moved.equals(to)) {
            Query.execute(target, "alter table " + moved.quoted() + " rename to " + Identifier.quote(to.name()));
        }
    }

    /** What had to have another name beside tables that are elsewhere now. */
    private void rename(PlacedTable table) throws SQLException {
        Ddl original = table.placed();
        List<Ddl.Member> staged = table.staging().members();
        List<Ddl.Member> wanted = original.members();
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < staged.size(); i++) {
            String now = staged.get(i).name();
            Ddl.Member member = wanted.get(i);
            if (!now.equals(member.name())) {
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
            if (!now.name().equals(sequence.name().name())) {
                statements.add("alter sequence " + new TableName(sequence.name().schema(), now.name()).quoted()
                        + " rename to " + Identifier.quote(sequence.name().name()));
            }
        }
        all(statements);
    }

    private void defaults(TableDefinition definition) throws SQLException {
        List<String> statements = new ArrayList<>();
        for (ColumnDefinition column : definition.columns()) {
            if (column.defaultExpression() != null && column.generated() == null) {
                statements.add("alter table " + definition.name().quoted() + " alter column "
                        + Identifier.quote(column.name()) + " set default " + column.defaultExpression());
            }
        }
        all(statements);
        SequenceAdvance.run(target, definition, List.of(SequenceDefinition.Kind.SHARED));
    }

    private void all(List<String> statements) throws SQLException {
        for (String statement : statements) {
            Query.execute(target, statement);
        }
    }
}

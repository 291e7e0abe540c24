package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import postgres.Identifier;
import postgres.Query;
import postgres.TableName;
import postgres.definition.ColumnDefinition;
import postgres.definition.Ddl;
import postgres.definition.PartitionDefinition;
import postgres.definition.SequenceDefinition;
import postgres.definition.TableDefinition;
import sync.SequenceAdvance;

/** Puts staged tables in their place, in the caller's transaction: before its end nobody sees them, after it everybody. */
final class Swap {

    private final Connection target;
    private final List<CopiedTable> tables;

    /**
     * A swap of these tables.
     *
     * @param tables all that take a place of their own
     */
    Swap(Connection target, List<CopiedTable> tables) {
        this.target = target;
        this.tables = tables;
    }

    /** Locks the tables that are in the places. */
    static void lock(Connection target, ExistingTables standing) throws SQLException {
        if (!standing.oids().isEmpty()) {
            Query.execute(target, "lock table " + list(standing) + " in access exclusive mode");
        }
    }

    /** In an order of their own, so that two who lock some of them do not wait for each other. */
    private static String list(ExistingTables standing) {
        return standing.oids().keySet().stream().map(TableName::quoted).sorted().collect(Collectors.joining(", "));
    }

    /** Takes away what is in the places, and moves the tables there with all that belongs to them. */
    void run(ExistingTables standing) throws SQLException {
        OwnersAndGrants carried = OwnersAndGrants.of(target, standing);
        if (!standing.oids().isEmpty()) {
            Query.execute(target, "drop table " + list(standing));
        }
        for (CopiedTable table : tables) {
            move(table.staged(), table.name());
            for (PartitionDefinition partition : table.definition().allPartitions()) {
                move(table.names().table(partition.name()), partition.name());
            }
        }
        for (CopiedTable table : tables) {
            rename(table);
        }
        for (CopiedTable table : tables) {
            all(Ddl.of(table.definition()).sharedSequences());
        }
        for (CopiedTable table : tables) {
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
    private void rename(CopiedTable table) throws SQLException {
        Ddl original = Ddl.of(table.definition());
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

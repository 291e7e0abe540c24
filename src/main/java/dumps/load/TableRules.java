package dumps.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.DeadLetter;
import postgres.Identifier;
import postgres.Query;
import postgres.definition.ColumnDefinition;
import postgres.definition.ConstraintDefinition;
import postgres.definition.Ddl;
import postgres.definition.IndexDefinition;
import rows.place.TableBuilder;

/** Makes what stands on rows, when they are there: keys, checks, indexes, numbers that go on, foreign keys. */
final class TableRules {

    private final Connection connection;
    private final LoadPlan plan;
    private final KeptRules rules;
    private boolean prepared;

    TableRules(Connection connection, DumpsLoadRequest request, LoadPlan plan) {
        this.connection = connection;
        this.plan = plan;
        rules = new KeptRules(connection, request.run(), request.archive(), plan.notes());
    }

    /** Keys, checks, indexes and comments of a table; returns the rows that break them. */
    List<DeadLetter> complete(TablePlan table) throws SQLException {
        if (!prepared) {
            TableBuilder.sortInMemory(connection);
            prepared = true;
        }
        List<DeadLetter> out = new ArrayList<>();
        for (ConstraintDefinition one : table.definition().constraints()) {
            String statement = "alter table " + table.name().quoted() + " add constraint "
                    + Identifier.quote(one.name()) + " " + one.definition();
            out.addAll(
                    one.kind() == ConstraintDefinition.Kind.CHECK
                            ? rules.check(table.name(), one, statement)
                            : rules.key(table.name(), one, statement));
        }
        for (IndexDefinition index : table.definition().indexes()) {
            rules.orNote(
                    "the index " + index.name() + " of " + table.table().name(),
                    "create index " + Identifier.quote(index.name()) + " on "
                            + table.name().quoted() + " using " + index.definition());
        }
        Query.executeAll(connection, Ddl.of(table.definition()).comments());
        numbers(table);
        return out;
    }

    /** What counts goes on behind the highest number there is. */
    private void numbers(TablePlan table) throws SQLException {
        for (ColumnDefinition column : table.definition().columns()) {
            if (column.identity() != null) {
                String name = Identifier.quote(column.name());
                Query.execute(
                        connection,
                        "select pg_catalog.setval(pg_catalog.pg_get_serial_sequence("
                                + Identifier.literal(table.name().quoted()) + ", " + Identifier.literal(column.name())
                                + "), highest) from (select max(" + name + ") as highest from "
                                + table.name().quoted() + ") as numbers where highest > 0");
            }
        }
    }

    /** The foreign keys of all tables; returns the rows that refer to none. */
    List<DeadLetter> connect() throws SQLException {
        List<MadeForeignKey> keys = new ArrayList<>();
        for (TablePlan table : plan.tables().values()) {
            UniqueNames names = new UniqueNames();
            for (TablePlan.ForeignKey key : table.foreignKeys()) {
                TablePlan parent = plan.find(key.references(), table.table().id());
                List<String> columns = parent == null ? List.of() : referenced(key, parent);
                if (columns.size() != key.columns().size()) {
                    plan.notes()
                            .add("the foreign key " + key.name() + " of "
                                    + table.table().name()
                                    + " is not carried over: what it refers to, " + key.references()
                                    + ", is not among the tables, or is defined otherwise");
                } else {
                    keys.add(new MadeForeignKey(
                            table.name(),
                            names.free(key.name()),
                            key.columns(),
                            parent.name(),
                            columns,
                            key.actions()));
                }
            }
        }
        return rules.foreignKeys(keys);
    }

    private static List<String> referenced(TablePlan.ForeignKey key, TablePlan parent) {
        List<String> names =
                key.referenced().isEmpty() ? parent.table().definition().key() : key.referenced();
        return names.stream()
                .map(name -> parent.table().definition().indexOf(name))
                .filter(at -> at >= 0)
                .map(parent.names()::get)
                .toList();
    }
}

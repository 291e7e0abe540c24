package snapshot.drill;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ledger.FaultText;
import ledger.ProblemException;
import org.jboss.logging.Logger;
import postgres.Catalog;
import postgres.Column;
import postgres.CopyPipe;
import postgres.Databases;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;
import postgres.SessionSettings;
import postgres.Table;
import postgres.TempTable;
import rows.diff.RowSource;
import rows.place.NamedDatabase;
import snapshot.SnapshotIndex;

/** The rows of a drill as another place than its backup tables holds them, each time read from there again. */
@ApplicationScoped
public class ViaRows {

    private static final Logger LOG = Logger.getLogger(ViaRows.class);

    private static final String SAVEPOINT = "savepoint caravanserai_via";

    private final SnapshotIndex snapshots;
    private final Databases databases;

    public ViaRows(SnapshotIndex snapshots, Databases databases) {
        this.snapshots = snapshots;
        this.databases = databases;
    }

    /**
     * Nothing is begun with a place that is not there.
     *
     * @throws ProblemException if it is not
     */
    void require(Via via) throws SQLException {
        if (via.kind() == Via.Kind.SNAPSHOT) {
            try {
                snapshots.find(via.name());
            } catch (IOException e) {
                throw new IllegalStateException("cannot look for the snapshot " + via.name(), e);
            }
        }
        if (via.kind() == Via.Kind.DATABASE) {
            NamedDatabase.find(databases, via.name());
        }
    }

    /** A set that a drill made goes with its backup, unless somebody is at work on it or it is gone already. */
    void forget(String snapshot) throws SQLException {
        try {
            snapshots.delete(snapshot);
        } catch (ProblemException kept) {
            LOG.infof("the set %s stays: %s", snapshot, kept.problem().detail());
        } catch (IOException e) {
            LOG.warnf("the set %s cannot be deleted: %s", snapshot, e);
        }
    }

    /**
     * Tells each table what the place holds of its rows.
     *
     * @throws ProblemException if the place cannot be read
     */
    List<DrilledTable> stage(Connection connection, Drill drill, List<DrilledTable> tables) throws SQLException {
        List<DrilledTable> staged = new ArrayList<>();
        for (DrilledTable table : tables) {
            staged.add(
                    table.isThere() ? table.via(held(connection, drill, table).orElse(DrilledTable.NOTHING)) : table);
        }
        return staged;
    }

    /**
     * The same where rows are already lost: what cannot be read is read from the backup tables instead.
     *
     * @return why it could not be read; empty if it could
     */
    Optional<String> failure(Connection connection, Drill drill, List<DrilledTable> tables, List<DrilledTable> staged)
            throws SQLException {
        Query.execute(connection, SAVEPOINT);
        try {
            staged.addAll(stage(connection, drill, tables));
            Query.execute(connection, "release " + SAVEPOINT);
            return Optional.empty();
        } catch (SQLException | RuntimeException e) {
            Query.execute(connection, "rollback to " + SAVEPOINT);
            staged.clear();
            staged.addAll(tables);
            return Optional.of(
                    e instanceof ProblemException known ? known.problem().detail() : FaultText.of(e));
        }
    }

    private Optional<String> held(Connection connection, Drill drill, DrilledTable table) throws SQLException {
        Via via = drill.request().via();
        return via.kind() == Via.Kind.DATABASE
                ? inDatabase(connection, via.name(), table)
                : inSnapshot(
                        connection, via.kind() == Via.Kind.FILES ? drill.kept().snapshot() : via.name(), table);
    }

    private Optional<String> inSnapshot(Connection connection, String id, DrilledTable table) throws SQLException {
        try {
            for (RowSource source : snapshots.contents(connection, id, List.of())) {
                if (source.table().equals(table.part().table()) && holds(source.columns(), table)) {
                    String relation = source.relation(connection, Optional.empty());
                    String[] staged = new String[1];
                    // Values of a type that is another by now are not equal.
                    return Savepoint.attempt(
                                            connection,
                                            () -> staged[0] = TempTable.of(
                                                    connection,
                                                    "select " + names(table, "v.") + " from " + relation
                                                            + " v where exists (select from " + table.backup()
                                                            + " b where " + table.sameKey("v", "b") + ")"))
                                    .isEmpty()
                            ? Optional.of(staged[0])
                            : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("the snapshot " + id + " cannot be read", e);
        }
    }

    private Optional<String> inDatabase(Connection connection, String name, DrilledTable table) throws SQLException {
        try (Connection other = NamedDatabase.connect(databases, name)) {
            other.setAutoCommit(false);
            try {
                Optional<Table> there = Catalog.exact(other, table.part().table());
                if (there.isEmpty() || !holds(there.get().columns(), table)) {
                    return Optional.empty();
                }
                Table keyed = DrilledTable.keyedBy(there.get(), table.part().key());
                SessionSettings.exact(connection);
                String keys = Query.first(
                                connection,
                                "select coalesce(json_agg(row_to_json(k.*)), '[]')::text from (select "
                                        + Identifier.list(table.part().key(), "b.") + " from " + table.backup()
                                        + " b) k",
                                row -> row.getString(1))
                        .orElseThrow();
                String stage = TempTable.create(connection, table.part().columns());
                CopyPipe.run(
                        other,
                        "copy (select " + names(table, "t.") + " from " + keyed.relation()
                                + " t where exists (select from " + RootRows.given(keyed, keys) + " k where "
                                + table.sameKey("k", "t") + ")) to stdout",
                        connection,
                        "copy " + stage + " (" + names(table, "") + ") from stdin");
                return Optional.of(stage);
            } finally {
                other.rollback();
                other.setAutoCommit(true);
            }
        }
    }

    private static boolean holds(List<Column> columns, DrilledTable table) {
        List<String> there = columns.stream().map(Column::name).toList();
        return table.part().columns().stream().map(Column::name).allMatch(there::contains);
    }

    private static String names(DrilledTable table, String prefix) {
        return Identifier.list(table.part().columns().stream().map(Column::name).toList(), prefix);
    }
}

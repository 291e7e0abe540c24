package snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.LedgerSchema;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.UserTables;
import postgres.Catalog;
import postgres.Condition;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;

/** Makes snapshots: finds the tables that are meant and opens an attempt at them. */
@ApplicationScoped
public class Snapshots {

    private final DataSource dataSource;
    private final Repository repository;
    private final SnapshotSettings settings;
    private final SchemaScript schemaScript;
    private final ActiveRuns active;
    private final ConnectionBudget connections;
    private final Engines engines;

    public Snapshots(
            DataSource dataSource,
            Repository repository,
            SnapshotSettings settings,
            SchemaScript schemaScript,
            ActiveRuns active,
            ConnectionBudget connections,
            Engines engines) {
        this.dataSource = dataSource;
        this.repository = repository;
        this.settings = settings;
        this.schemaScript = schemaScript;
        this.active = active;
        this.connections = connections;
        this.engines = engines;
    }

    /**
     * Opens an attempt at a set of files; closed before it is published it leaves nothing.
     *
     * @throws ProblemException if a table is not there, holds no rows of its own, or is locked
     */
    public FileSnapshot openFiles(SnapshotRequest asked) throws SQLException, IOException {
        if (asked.sample() != null) {
            throw new ProblemException(
                    Problem.refused("a sample of rows is kept as a table, not in files", "say \"as\": \"table\""));
        }
        ActiveRun run = active.open(asked.run());
        Chosen chosen = tables(asked);
        List<Table> tables = chosen.tables();
        List<TableName> names = tables.stream().map(Table::name).toList();
        int workers = FileSnapshot.workers(tables.size(), settings);
        ConnectionBudget.Share share = connections.take(1 + workers, run);
        try {
            SnapshotReader first = SnapshotReader.first(dataSource, names, settings.lockTimeoutMillis(), run);
            try {
                BackupTables.refuseRowsAway(first.connection(), names);
                SnapshotRequest request = engines.decided(asked, () -> TablePlan.total(first.connection(), tables));
                return new FileSnapshot(
                        request, share, first, chosen, dataSource, repository, settings, schemaScript, engines, run);
            } catch (SQLException | IOException | RuntimeException e) {
                first.close();
                throw e;
            }
        } catch (SQLException | IOException | RuntimeException e) {
            share.close();
            throw e;
        }
    }

    /** How a run ended that made a set of files; empty if there is none of it. */
    public Optional<RunEnd> published(UUID run) throws IOException {
        return repository.list().stream()
                .map(Repository.StoredSet::manifest)
                .filter(manifest -> manifest.run().equals(run))
                .findFirst()
                .map(Facts::end);
    }

    /**
     * The tables of a snapshot.
     *
     * @param leftOut those that were meant too and may not be read
     */
    record Chosen(List<Table> tables, List<Unreadable> leftOut) {

        Chosen {
            tables = List.copyOf(tables);
            leftOut = List.copyOf(leftOut);
        }
    }

    /** The tables that are meant, the largest first where all are. */
    Chosen tables(SnapshotRequest request) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            List<TableName> names =
                    request.tables().isEmpty() ? UserTables.of(connection) : named(connection, request.tables());
            List<Unreadable> leftOut = Unreadable.among(connection, names);
            List<TableName> left = new ArrayList<>(names);
            left.removeAll(leftOut.stream().map(Unreadable::table).toList());
            boolean skips = request.unreadable() == SnapshotRequest.OnUnreadable.SKIP && !left.isEmpty();
            if (!leftOut.isEmpty() && !skips) {
                throw new ProblemException(Unreadable.refusal(leftOut));
            }
            List<Table> tables = Catalog.all(connection, left);
            if (tables.isEmpty()) {
                throw new ProblemException(
                        LedgerSchema.noTables(connection, "the database has no tables", "make some first"));
            }
            if (request.where() != null) {
                if (request.as() == SnapshotRequest.As.TABLE && settings.role().isPresent()) {
                    throw new ProblemException(Problem.refused(
                            "a backup table is not made with the rights of snapshot.role, which chooses rows by conditions",
                            "make a set of files: as=files"));
                }
                check(connection, tables, request.where());
            }
            return new Chosen(tables, leftOut);
        }
    }

    private void check(Connection connection, List<Table> tables, String where) throws SQLException {
        if (tables.size() != 1) {
            throw new ProblemException(
                    Problem.refused("a condition speaks of one table", "name the one table it is for"));
        }
        try {
            boolean alone = connection.getAutoCommit();
            if (alone) {
                connection.setAutoCommit(false);
            }
            Query.execute(connection, "savepoint caravanserai_check");
            try {
                // As it will be run: names that are not the server's own need their schemas.
                SessionSettings.exact(connection);
                SessionSettings.lockTimeout(connection, settings.lockTimeoutMillis());
                if (settings.role().isPresent()) {
                    SessionSettings.role(connection, settings.role().get());
                }
                Condition.checked(connection, tables.get(0).name(), where);
            } finally {
                Query.execute(connection, "rollback to savepoint caravanserai_check");
                if (alone) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
        } catch (SQLException e) {
            if (SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new ProblemException(
                        Problem.locked(tables.get(0).name().display(), settings.lockTimeoutMillis()));
            }
            if (SqlState.isRowsFault(e)) {
                throw new ProblemException(Problem.malformed(
                        "the condition is not one on " + tables.get(0).name().display() + ": " + SqlState.firstLine(e),
                        "send what would stand behind WHERE, such as: id > 100"));
            }
            throw e;
        }
    }

    private static List<TableName> named(Connection connection, List<String> wanted) throws SQLException {
        List<TableName> tables = new ArrayList<>();
        for (String name : wanted) {
            Table table = LedgerSchema.require(connection, name, Catalog.find(connection, name));
            if (table.kind() != Table.Kind.TABLE && table.kind() != Table.Kind.PARTITIONED_TABLE) {
                throw new ProblemException(Problem.refused(
                        '"' + name + "\" is no table but a " + table.kind().words(),
                        "it holds no rows of its own; take the tables behind it"));
            }
            if (!tables.contains(table.name())) {
                tables.add(table.name());
            }
        }
        return tables;
    }
}

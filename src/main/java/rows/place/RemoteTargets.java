package rows.place;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Books;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunKind;
import ledger.RunState;
import postgres.Databases;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Transactions;

/** Opens the databases that loads, restores and their undoing go into. */
@ApplicationScoped
public class RemoteTargets {

    private final DataSource ledger;
    private final Databases databases;
    private final LockSettings settings;
    private final ActiveRuns active;

    public RemoteTargets(DataSource ledger, Databases databases, LockSettings settings, ActiveRuns active) {
        this.ledger = ledger;
        this.databases = databases;
        this.settings = settings;
        this.active = active;
    }

    /** The database that a run was asked to change. */
    public static String databaseOf(Run run) {
        return run.detail() == null
                ? Databases.MAIN
                : run.detail().path("database").asText(Databases.MAIN);
    }

    /** Whether the ledger alone does not know what became of the run: it changes tables where the ledger is not. */
    public static boolean concerns(Run run) {
        return run.state() == RunState.RUNNING
                && Set.of("restore", "put-back", "undo", "dumps-load").contains(run.kind())
                && !databaseOf(run).equals(Databases.MAIN);
    }

    /** Whether the run brings rows to where the ledger is not, and may have brought them. */
    public static boolean bringsRows(Run run) {
        return run.state() == RunState.RUNNING
                && Set.of("ingest", "redrive").contains(run.kind())
                && !databaseOf(run).equals(Databases.MAIN);
    }

    /** What a crash leaves of such a run. */
    public static RunKind.Left left(Run run) {
        return concerns(run) ? RunKind.Left.TO_BE_RESUMED : RunKind.Left.NOTHING;
    }

    /**
     * Opens the database of that name for a run.
     *
     * @param lasting whether anything is to be changed
     * @throws ProblemException if there is no such database, or it does not let us in
     */
    public RestoreTarget open(String database, UUID run, boolean lasting) throws SQLException {
        NamedDatabase found = NamedDatabase.find(databases, database);
        ActiveRun hand = active.open(run);
        Connection own = ledger.getConnection();
        try {
            return new RestoreTarget(own, database.equals(Databases.MAIN) ? own : connect(found, lasting), hand);
        } catch (SQLException | RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /**
     * The same for new rows.
     *
     * @throws ProblemException also if it is a recovered server
     */
    public RestoreTarget openForRows(String database, UUID run) throws SQLException {
        requireForRows(database);
        return open(database, run, true);
    }

    /**
     * The database of that name, to try rows in it.
     *
     * @throws ProblemException if there is none, or it is a recovered server
     */
    public DataSource forTrying(String database) throws SQLException {
        requireForRows(database);
        return NamedDatabase.find(databases, database).dataSource();
    }

    private void requireForRows(String database) {
        if (databases.isRegistered(database)) {
            throw new ProblemException(Problem.conflict(
                    database + " is a recovered server: it is there to be looked at, and nothing is loaded into it",
                    "load into one of the databases that are configured"));
        }
    }

    /** For rows that are only tried, in a transaction that the caller undoes. */
    public RestoreTarget openForTrying(Connection connection, UUID run) throws SQLException {
        return new RestoreTarget(connection, connection, active.open(run));
    }

    /**
     * A connection to the database of that name, in a transaction of its own, for looking at it.
     *
     * @throws ProblemException if there is no such database, or it does not let us in
     */
    public Connection connect(String database) throws SQLException {
        return connect(NamedDatabase.find(databases, database), false);
    }

    private Connection connect(NamedDatabase database, boolean lasting) throws SQLException {
        Connection connection = database.connect();
        try {
            connection.setAutoCommit(false);
            if (lasting) {
                prepare(database.name(), connection);
            }
            // Also for a try of the same run that is not over there.
            SessionSettings.lockTimeout(connection, settings.lockTimeoutMillis());
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void prepare(String name, Connection connection) throws SQLException {
        try {
            SessionSettings.lockTimeout(connection, settings.lockTimeoutMillis());
            CommitReceipt.prepare(connection);
            Books.prepare(connection);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            if (SqlState.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw new ProblemException(
                        Problem.refused(
                                "the user of the database \"" + name
                                        + "\" may not make there what proves that a run was done",
                                "grant it CREATE on that database, or make the schema caravanserai_kept and give it to that user"));
            }
            throw e;
        }
    }

    /** What was brought for it before its own transaction is of no use to anybody. */
    private void sweep(String database) throws SQLException {
        try (Connection connection = NamedDatabase.connect(databases, database)) {
            Transactions.run(connection, there -> {
                SessionSettings.lockTimeout(there, settings.lockTimeoutMillis());
                StagedTables.sweep(there);
            });
        }
    }

    /**
     * The database of a run that is in nobody's hand, to ask what became of it there.
     *
     * @throws SQLException if the database does not answer
     */
    public RestoreTarget openLeft(UUID run, String database) throws SQLException {
        try {
            // The main one is swept once, and stands in the caller's transaction here.
            if (!database.equals(Databases.MAIN)) {
                sweep(database);
            }
            return open(database, run, false);
        } finally {
            // It is in nobody's hand while it is only asked for, and is asked for again if that fails.
            active.forget(run);
        }
    }
}

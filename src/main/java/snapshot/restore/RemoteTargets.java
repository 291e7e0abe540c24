package snapshot.restore;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunState;
import postgres.Databases;
import postgres.SessionSettings;
import postgres.SqlState;
import snapshot.CommitReceipt;
import snapshot.SnapshotSettings;

/**
 * Opens the databases that restores and their undoing go into; and, of those that are not the ledger's own, asks what became
 * of a run whose end the ledger does not know.
 */
@ApplicationScoped
public class RemoteTargets {

    private final DataSource ledger;
    private final Databases databases;
    private final SnapshotSettings settings;
    private final ActiveRuns active;

    public RemoteTargets(DataSource ledger, Databases databases, SnapshotSettings settings, ActiveRuns active) {
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
                && Set.of("restore", "undo").contains(run.kind())
                && !databaseOf(run).equals(Databases.MAIN);
    }

    /** Whether this process may have committed rows of the run that the ledger does not tell of. */
    public boolean mayHaveKept(UUID run) {
        return active.find(run).filter(ActiveRun::mayBeKeptElsewhere).isPresent();
    }

    /**
     * Opens the database of that name for a run.
     *
     * @param lasting whether anything is to be changed
     * @throws ProblemException if there is no such database, or it does not let us in
     */
    RestoreTarget open(String database, UUID run, boolean lasting) throws SQLException {
        DataSource found = find(database);
        ActiveRun hand = active.open(run);
        Connection own = ledger.getConnection();
        try {
            return new RestoreTarget(
                    own, database.equals(Databases.MAIN) ? own : connect(database, found, lasting), hand);
        } catch (SQLException | RuntimeException e) {
            own.close();
            throw e;
        }
    }

    private DataSource find(String database) throws SQLException {
        return databases
                .find(database)
                .orElseThrow(() -> new ProblemException(Problem.refused(
                        "there is no database \"" + database + '"',
                        "one of " + String.join(", ", databases.names())
                                + "; others are set up by databases.<name>.jdbc-url")));
    }

    /**
     * A connection to the database of that name, in a transaction of its own, for looking at it.
     *
     * @throws ProblemException if there is no such database, or it does not let us in
     */
    Connection connect(String database) throws SQLException {
        return connect(database, find(database), false);
    }

    private Connection connect(String name, DataSource found, boolean lasting) throws SQLException {
        Connection connection;
        try {
            connection = found.getConnection();
        } catch (SQLException e) {
            throw unreachable(name, e);
        }
        try {
            connection.setAutoCommit(false);
            if (lasting) {
                prepare(name, connection);
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
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            if (SqlState.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw new ProblemException(
                        Problem.refused(
                                "the user of the database \"" + name + "\" may not make what an undo needs there",
                                "grant it CREATE on that database, or make the schema caravanserai_kept and give it to that user"));
            }
            throw e;
        }
    }

    /** Passes on nothing that the driver says: it may quote the address, and the address may hold a password. */
    private static ProblemException unreachable(String name, SQLException trouble) {
        String state = trouble.getSQLState();
        String why = "does not answer";
        if (SqlState.isRefusedLogin(trouble)) {
            why = "does not let its user in";
        } else if (SqlState.NO_SUCH_DATABASE.equals(state)) {
            why = "is not on its server";
        }
        return new ProblemException(
                Problem.unavailable(
                        "the database \"" + name + "\" " + why + (state == null ? "" : " (SQLSTATE " + state + ")"),
                        "look at databases." + name + ".jdbc-url, .username and .password, and at that server"),
                new SQLException("cannot connect to the database " + name, state));
    }

    /**
     * The attempt that tells the ledger what became of a run, in the caller's transaction.
     *
     * @throws SQLException if the database does not answer, or a try that nobody has in hand any more goes on there
     */
    public Attempt settle(Run run) throws SQLException {
        RestoreTarget site;
        try {
            site = open(databaseOf(run), run.id(), false);
        } finally {
            // It is in nobody's hand while it is only asked for, and is asked for again if that fails.
            active.forget(run.id());
        }
        try {
            Connection tables = site.tables();
            boolean done = CommitReceipt.any(tables) && !CommitReceipt.claim(tables, run.id());
            return done ? new AlreadyCommitted(site, run.id()) : new NeverCommitted(site, run.id(), databaseOf(run));
        } catch (SQLException | RuntimeException e) {
            site.close();
            throw e;
        }
    }
}

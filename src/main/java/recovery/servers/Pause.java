package recovery.servers;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DatabaseAddress;
import postgres.Lsn;
import postgres.Query;
import postgres.SqlState;
import postgres.replication.ServerAddress;
import postgres.server.Server;

/** A server that has come to its target and waits there, without a timeline of its own. */
final class Pause {

    private static final Duration GLANCE = Duration.ofMillis(200);

    private Pause() {}

    /**
     * Waits for it.
     *
     * @param meanwhile what it throws ends the waiting
     * @return up to where it has replayed
     * @throws ProblemException if the server ends instead, or does not let us in
     */
    static Lsn await(Server server, DatabaseAddress address, Runnable meanwhile) {
        while (server.isRunning()) {
            meanwhile.run();
            try (Connection connection = ServerAddress.of(address).database()) {
                Lsn replayed = Query.first(
                                connection,
                                "select case pg_get_wal_replay_pause_state() when 'paused'"
                                        + " then pg_last_wal_replay_lsn()::text end",
                                row -> row.getString(1))
                        .map(Lsn::parse)
                        .orElse(null);
                if (replayed != null) {
                    return replayed;
                }
            } catch (SQLException e) {
                if (SqlState.isRefusedLogin(e)) {
                    throw new ProblemException(Problem.refused(
                            "the paused server does not let us in by the password of today",
                            "say \"then\": \"inspect\", which needs none"));
                }
                // Not consistent yet, or on its way to its end.
            }
            LockSupport.parkNanos(TimeUnit.NANOSECONDS.convert(GLANCE));
        }
        throw new ProblemException(Problem.unavailable(
                "the server ended before its target: " + server.lastWords(), "say another target, or then=inspect"));
    }
}

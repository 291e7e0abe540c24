package ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import postgres.Query;
import postgres.Sql;

/**
 * Says in the ledger that this process lives, and knows for how long it has said so without a gap: after one, nothing is to
 * be made of the silence of others, whom the same may have kept from speaking. All by the database's clock, which goes on
 * while this machine sleeps. Safe for several threads.
 */
final class Heartbeat {

    private static final String BEAT = Sql.read("ledger/process-alive.sql");

    /** Two beats are missing. */
    private static final Duration GAP = Duration.ofSeconds(10);

    /** Whose last beat is older than this is taken for gone, in {@code take-left-runs.sql}. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String owner;
    private final Duration patience;
    private OffsetDateTime first;
    private OffsetDateTime last;

    /** One that has not been heard yet. */
    Heartbeat(String owner) {
        this(owner, PATIENCE);
    }

    /**
     * The same.
     *
     * @param patience how long it beats without a gap before the silence of others says something
     */
    Heartbeat(String owner, Duration patience) {
        this.owner = owner;
        this.patience = patience;
    }

    /** Says it now; one at a time, so that the times come in their order. */
    synchronized void beat(Connection connection) throws SQLException {
        heard(Query.first(connection, BEAT, row -> row.getObject("seen_at", OffsetDateTime.class), owner)
                .orElseThrow());
    }

    synchronized void heard(OffsetDateTime now) {
        if (last == null || now.isBefore(last) || Duration.between(last, now).compareTo(GAP) > 0) {
            first = now;
        }
        last = now;
    }

    /** Whether it was heard without a gap for so long that others would have been heard too. */
    synchronized boolean isSteady() {
        return last != null && Duration.between(first, last).compareTo(patience) >= 0;
    }
}

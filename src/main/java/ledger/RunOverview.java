package ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import postgres.Connections;
import postgres.Query;
import postgres.SpareConnections;
import postgres.Sql;

/** What the runs say of how things stand: what failed and was not made good, what came last, what waits. */
@ApplicationScoped
public class RunOverview {

    /** Kinds of runs after which the target of a flow is equal to what its source was. */
    public static final List<String> BRINGING = List.of("sync", "copy");

    private static final String FAILED = Sql.read("ledger/still-failed.sql");
    private static final String LETTERS = Sql.read("ledger/count-open-letters.sql");
    private static final String LAST = Sql.read("ledger/last-runs-of.sql");
    private static final String RUNNING = Sql.read("ledger/running-runs.sql");
    private static final String LAG = Sql.read("ledger/lag-of-subjects.sql");
    private static final String NEWEST = Sql.read("ledger/newest-run.sql");
    private static final String ABOUT = Sql.read("ledger/runs-about.sql");

    /** What failed longer ago than this wants nobody any more. */
    private static final Duration RECENT = Duration.ofDays(7);

    private final Connections connections;
    private final Ledger ledger;

    @Inject
    public RunOverview(SpareConnections connections, Ledger ledger) {
        this.connections = connections::open;
        this.ledger = ledger;
    }

    /** On connections of that source. */
    public RunOverview(DataSource dataSource, Ledger ledger) {
        this.connections = dataSource::getConnection;
        this.ledger = ledger;
    }

    /**
     * Dead letters that wait.
     *
     * @param open up to 100,001
     */
    public record Waiting(long open, long tables) {}

    /**
     * How a subject was last seen to.
     *
     * @param run the last that ended, or null
     * @param state of it
     * @param doneAsOf when the last run began that did what was asked, or null
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Last(String subject, UUID run, String state, Instant startedAt, Instant doneAsOf) {}

    /** Runs of the last seven days that did not do what was asked, and that no later one made good; the latest first. */
    public List<Run> failed() throws SQLException {
        return list(FAILED, RunId.earliest(Instant.now().minus(RECENT)));
    }

    /** What is at work, the latest first; at most 100. */
    public List<Run> running() throws SQLException {
        return list(RUNNING);
    }

    /** What was done about that subject, the latest first; at most 100. */
    public List<Run> about(String subject) throws SQLException {
        return list(ABOUT, subject);
    }

    /** The id of the run that began last, or null. */
    public UUID newest() throws SQLException {
        try (Connection connection = connections.open()) {
            return Query.first(connection, NEWEST, row -> row.getObject("id", UUID.class))
                    .orElse(null);
        }
    }

    private List<Run> list(String statement, Object... values) throws SQLException {
        try (Connection connection = connections.open()) {
            return Query.list(connection, statement, ledger::run, values);
        }
    }

    public Waiting letters() throws SQLException {
        try (Connection connection = connections.open()) {
            return Query.first(connection, LETTERS, row -> new Waiting(row.getLong("letters"), row.getLong("tables")))
                    .orElseThrow();
        }
    }

    /** The last runs of each subject. */
    public List<Last> last(List<String> subjects, List<String> kinds) throws SQLException {
        try (Connection connection = connections.open()) {
            return Query.list(
                    connection, LAST, RunOverview::last, subjects.toArray(String[]::new), kinds.toArray(String[]::new));
        }
    }

    /**
     * How far a subject was behind at a moment.
     *
     * @param flow the subject
     */
    public record Lag(String flow, Instant at, double seconds) {}

    /** Just before and just after each of the last runs of these kinds, by subject and in the order of time. */
    public List<Lag> lag(List<String> subjects, List<String> kinds, int most) throws SQLException {
        try (Connection connection = connections.open()) {
            return Query.list(
                    connection,
                    LAG,
                    row -> new Lag(row.getString("subject"), instant(row, "at"), row.getDouble("seconds")),
                    subjects.toArray(String[]::new),
                    kinds.toArray(String[]::new),
                    most);
        }
    }

    private static Last last(ResultSet row) throws SQLException {
        return new Last(
                row.getString("subject"),
                row.getObject("id", UUID.class),
                row.getString("state"),
                instant(row, "last_started"),
                instant(row, "done_started"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}

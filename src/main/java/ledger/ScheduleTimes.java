package ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import javax.sql.DataSource;
import postgres.Query;
import postgres.Sql;

/** Up to when schedules have been seen to, by whichever process. */
@ApplicationScoped
public class ScheduleTimes {

    private static final String SEEN = Sql.read("ledger/schedule-seen.sql");
    private static final String SEE = Sql.read("ledger/see-schedule.sql");

    private final DataSource dataSource;

    public ScheduleTimes(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Up to when nothing that fell due is outstanding; empty if the schedule is new, or was another one. */
    public Optional<Instant> seen(String name, String cron, String zone) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Query.first(
                    connection,
                    SEEN,
                    row -> row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                    name,
                    cron,
                    zone);
        }
    }

    /** All that fell due until then has been seen to. */
    public void see(String name, String cron, String zone, Instant until) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Query.update(connection, SEE, name, cron, zone, until.toString());
        }
    }
}

package recovery.replication;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import postgres.Lsn;
import postgres.Query;
import postgres.Sql;
import postgres.Transactions;

/** How far standbys were behind, from look to look, in the ledger. */
@ApplicationScoped
public class LagSeries {

    private static final String INSERT = Sql.read("recovery/insert-lag.sql");
    private static final String EXPIRE = Sql.read("recovery/expire-lag.sql");
    private static final String LIST = Sql.read("recovery/list-lag.sql");

    private static final double MILLIS = 1000.0;

    private final DataSource dataSource;

    public LagSeries(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * One standby at one time; null is what was not known.
     *
     * @param connected whether it was sent the log
     * @param lagBytes of log that it did not show yet
     * @param lagSeconds since it last showed everything
     * @param unflushedBytes of log that were not on its disk
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Lag(
            Instant at, String standby, boolean connected, Long lagBytes, Double lagSeconds, Long unflushedBytes) {

        static Lag of(Known known, Lsn server, Instant at) {
            Long lag = known.replayed()
                    .or(known::flushed)
                    .map(place -> Math.max(0, server.bytesSince(place)))
                    .orElse(null);
            Instant since = known.times().showedAll() != null
                    ? known.times().showedAll()
                    : known.times().seen();
            return new Lag(
                    at,
                    known.name(),
                    known.doing().connected(),
                    lag,
                    lag == null || since == null
                            ? null
                            : lag == 0
                                    ? 0.0
                                    : Math.max(0, Duration.between(since, at).toMillis()) / MILLIS,
                    known.flushed()
                            .map(place -> Math.max(0, server.bytesSince(place)))
                            .orElse(null));
        }

        static Lag of(ResultSet row) throws SQLException {
            return new Lag(
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getString("standby"),
                    row.getBoolean("connected"),
                    row.getObject("lag_bytes", Long.class),
                    row.getObject("lag_seconds", Double.class),
                    row.getObject("unflushed_bytes", Long.class));
        }
    }

    void add(List<Lag> lags, int days) throws SQLException {
        Transactions.run(dataSource, connection -> {
            for (Lag lag : lags) {
                Query.update(
                        connection,
                        INSERT,
                        lag.at.atOffset(ZoneOffset.UTC),
                        lag.standby,
                        lag.connected,
                        lag.lagBytes,
                        lag.lagSeconds,
                        lag.unflushedBytes);
            }
            Query.update(
                    connection,
                    EXPIRE,
                    Instant.now().minus(Duration.ofDays(days)).atOffset(ZoneOffset.UTC));
        });
    }

    /**
     * The latest first.
     *
     * @param standby its name, or null for all of them
     * @param since or null for all that is kept
     * @param most so many
     */
    public List<Lag> list(String standby, Instant since, int most) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Query.list(
                    connection, LIST, Lag::of, standby, since == null ? null : since.atOffset(ZoneOffset.UTC), most);
        }
    }
}

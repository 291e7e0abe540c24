package notify;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;

/**
 * Who was told of what, or could not be.
 *
 * @param state {@code open}, {@code sent} or {@code dead}
 * @param problem why it could not be sent the last time, or null
 * @param endedAt when it was sent or given up, or null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record DeliveryFacts(
        long id,
        String rule,
        Channel channel,
        String state,
        int tries,
        String problem,
        Instant endedAt,
        Notice notice) {

    private static final Set<String> STATES = Set.of("open", "sent", "dead");

    /** A row of {@code sql/notify/list-deliveries.sql}. */
    public static DeliveryFacts of(ResultSet row) throws SQLException {
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        return new DeliveryFacts(
                row.getLong("delivery"),
                row.getString("rule"),
                Channel.of(row.getString("channel")),
                row.getString("state"),
                row.getInt("tries"),
                row.getString("problem"),
                ended == null ? null : ended.toInstant(),
                Notice.of(row));
    }

    /** @throws IllegalArgumentException if there is no such state */
    public static String requireState(String state) {
        if (!STATES.contains(state)) {
            throw new IllegalArgumentException(state);
        }
        return state;
    }
}

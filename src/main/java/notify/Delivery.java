package notify;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;

/**
 * A notice that one is to be told by a rule.
 *
 * @param channel by which he is told
 */
public record Delivery(long id, String rule, Channel channel, Notice notice) {

    public Delivery {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(notice, "notice");
    }

    /** A row of {@code sql/notify/claim-deliveries.sql}. */
    public static Delivery of(ResultSet row) throws SQLException {
        return new Delivery(
                row.getLong("delivery"), row.getString("rule"), Channel.of(row.getString("channel")), Notice.of(row));
    }

    /** What is sent together: all that one is told in one way. */
    public String together() {
        return rule + ' ' + channel.text();
    }
}

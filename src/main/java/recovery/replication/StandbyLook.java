package recovery.replication;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import postgres.Lsn;
import postgres.Query;
import postgres.Sql;

/**
 * What a server that is one of {@code databases.<name>} says of itself; null is what is not known.
 *
 * @param database its name
 * @param standby whether it stands by, or takes writers
 * @param paused whether it has stopped showing what it receives
 * @param slot by which the one above keeps the log for it
 * @param application as it calls itself there
 * @param receives whether somebody sends it something now
 * @param below those who have the log from it
 */
record StandbyLook(
        String database,
        boolean standby,
        Lsn received,
        Lsn replayed,
        boolean paused,
        String system,
        int timeline,
        String slot,
        String application,
        boolean receives,
        List<Sender> below) {

    private static final String NOW = Sql.read("recovery/standby-now.sql");

    StandbyLook {
        below = List.copyOf(below);
    }

    static StandbyLook at(String database, Connection connection) throws SQLException {
        StandbyLook look =
                Query.first(connection, NOW, row -> of(database, row)).orElseThrow();
        List<Sender> below = look.standby
                ? ServerLook.at(connection).standbys().stream()
                        .filter(Sender::connected)
                        .toList()
                : List.of();
        return new StandbyLook(
                look.database,
                look.standby,
                look.received,
                look.replayed,
                look.paused,
                look.system,
                look.timeline,
                look.slot,
                look.application,
                look.receives,
                below);
    }

    private static StandbyLook of(String database, ResultSet row) throws SQLException {
        return new StandbyLook(
                database,
                row.getBoolean("standby"),
                lsn(row.getString("received")),
                lsn(row.getString("replayed")),
                row.getBoolean("paused"),
                row.getString("system_identifier"),
                row.getInt("timeline"),
                row.getString("slot_name"),
                row.getString("application_name"),
                row.getBoolean("receives"),
                List.of());
    }

    private static Lsn lsn(String text) {
        return text == null ? null : Lsn.parse(text);
    }

    /** What it would have if it took the other's place now: it replays all that it has received. */
    Lsn has() {
        return Stream.of(received, replayed)
                .filter(Objects::nonNull)
                .max(Lsn::compareTo)
                .orElse(new Lsn(0));
    }
}

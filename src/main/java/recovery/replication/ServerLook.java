package recovery.replication;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import postgres.Lsn;
import postgres.Query;
import postgres.Sql;

/**
 * One look at a server that sends its log, all of it in one statement.
 *
 * @param standby whether it stands by itself
 * @param lsn how far it has written
 * @param flushed how far that is on its disk: no more than that is sent
 * @param role as whom we asked
 * @param seesAll whether that role is told how far others are
 */
record ServerLook(
        Instant at,
        boolean standby,
        Lsn lsn,
        Lsn flushed,
        int timeline,
        String system,
        String role,
        boolean seesAll,
        List<Sender> senders) {

    private static final String NOW = Sql.read("recovery/replication-now.sql");

    ServerLook {
        senders = List.copyOf(senders);
    }

    private record Row(ServerLook server, Sender sender) {

        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    new ServerLook(
                            Instant.now(),
                            row.getBoolean("standby"),
                            lsn(row.getString("lsn")),
                            lsn(row.getString("flushed")),
                            row.getInt("timeline"),
                            row.getString("system_identifier"),
                            row.getString("role"),
                            row.getBoolean("sees_all"),
                            List.of()),
                    Sender.of(row));
        }
    }

    static ServerLook at(Connection connection) throws SQLException {
        List<Row> rows = Query.list(connection, NOW, Row::of);
        List<Sender> senders = new ArrayList<>();
        rows.stream().map(Row::sender).filter(Sender::isSomebody).forEach(senders::add);
        ServerLook first = rows.get(0).server;
        return new ServerLook(
                first.at,
                first.standby,
                first.lsn,
                first.flushed,
                first.timeline,
                first.system,
                first.role,
                first.seesAll,
                senders);
    }

    private static Lsn lsn(String text) {
        return text == null ? new Lsn(0) : Lsn.parse(text);
    }

    /** Those that may take its place. */
    List<Sender> standbys() {
        return senders.stream().filter(Sender::isStandby).toList();
    }

    /** How many are sent changes, or have them kept: none of them can take its place. */
    long logicalSlots() {
        return senders.stream().filter(Sender::logical).count();
    }
}

package recovery.replication;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;
import postgres.Lsn;

/**
 * Somebody to whom a server sends its log, or for whom it keeps some; null is what is not known.
 *
 * @param connected whether it is sent now
 * @param application as it calls itself
 * @param state of the sending, as in {@code pg_stat_replication}; null where our role may not see it
 * @param sync whether commits wait for it, as in {@code pg_stat_replication}
 * @param slot that keeps the log for it
 * @param logical whether it gets changes and not the log itself
 * @param temporary whether its slot goes with its connection
 * @param restart from where on the log is kept for it
 * @param flushSeconds how long ago the server had what it has brought to the disk
 * @param replaySeconds the same of what it shows
 */
record Sender(
        boolean connected,
        String application,
        String address,
        Integer port,
        String state,
        String sync,
        String slot,
        boolean logical,
        boolean temporary,
        Lsn restart,
        Lsn sent,
        Lsn written,
        Lsn flushed,
        Lsn replayed,
        Double flushSeconds,
        Double replaySeconds) {

    /** Our own, and those of other installations. */
    private static final Pattern OURS = Pattern.compile("caravanserai_[0-9a-f]{32}");

    private static final String RECEIVER = "caravanserai_wal";
    private static final String TOOLS = "pg_(receivewal|basebackup|rewind)";
    private static final String NO_NAME = "walreceiver";

    static Sender of(ResultSet row) throws SQLException {
        row.getInt("pid");
        boolean connected = !row.wasNull();
        return new Sender(
                connected,
                row.getString("application_name"),
                row.getString("address"),
                row.getObject("client_port", Integer.class),
                row.getString("state"),
                row.getString("sync_state"),
                row.getString("slot_name"),
                "logical".equals(row.getString("slot_type")),
                row.getBoolean("temporary"),
                place(row, "restart_lsn"),
                place(row, "sent_lsn"),
                place(row, "write_lsn"),
                place(row, "flush_lsn"),
                place(row, "replay_lsn"),
                row.getObject("flush_seconds", Double.class),
                row.getObject("replay_seconds", Double.class));
    }

    private static Lsn place(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : Lsn.parse(text);
    }

    /** Whether anything is there at all: a server that sends nothing has one row of nobody. */
    boolean isSomebody() {
        return connected || slot != null;
    }

    /** Whether it may take the server's place. */
    boolean isStandby() {
        boolean tool = application != null && (application.equals(RECEIVER) || application.matches(TOOLS));
        boolean ours = slot != null && OURS.matcher(slot).matches();
        return !logical && !ours && !tool && !"backup".equals(state) && (connected || !temporary);
    }

    /** What tells it from all others, also when it comes back. */
    String key() {
        return slot != null ? slot : application + "@" + (address == null ? "local" : address);
    }

    /** What people call it. */
    String name() {
        boolean named = application != null && !application.isEmpty() && !application.equals(NO_NAME);
        return named ? application : key();
    }
}

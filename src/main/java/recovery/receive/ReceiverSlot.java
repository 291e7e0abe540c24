package recovery.receive;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import postgres.Lsn;
import postgres.Query;
import postgres.Sql;
import postgres.replication.ServerAddress;

/** The server's memory of how far we are: it keeps the log from there on, also while we are away. */
final class ReceiverSlot {

    private static final String FIND = Sql.read("recovery/find-slot.sql");
    private static final String CREATE = Sql.read("recovery/create-slot.sql");
    private static final String DROP = Sql.read("recovery/drop-slot.sql");

    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,63}");

    private final ServerAddress server;
    private final String name;

    /** @param name of this installation alone */
    ReceiverSlot(ServerAddress server, String name) {
        this.server = Objects.requireNonNull(server, "server");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a slot: " + name);
        }
        this.name = name;
    }

    /**
     * What the server says of it.
     *
     * @param restart from where on the log is kept, or null where it is not any more
     * @param retainedBytes how much log is kept
     * @param lost whether some of the log is gone that was to be kept
     * @param boundless whether the server would keep it until its disk is full, if nobody came for it
     */
    record Facts(Lsn restart, long retainedBytes, boolean lost, boolean boundless) {

        static Facts of(ResultSet row) throws SQLException {
            String restart = row.getString("restart_lsn");
            return new Facts(
                    restart == null ? null : Lsn.parse(restart),
                    row.getLong("retained_bytes"),
                    row.getBoolean("lost"),
                    row.getBoolean("boundless"));
        }
    }

    String name() {
        return name;
    }

    Optional<Facts> find() throws SQLException {
        try (Connection connection = server.database()) {
            return Query.first(connection, FIND, Facts::of, name);
        }
    }

    /** Makes it unless it is there; the log is kept from the last checkpoint on. */
    Facts require() throws SQLException {
        Optional<Facts> there = find();
        if (there.isPresent() && !there.get().lost()) {
            return there.get();
        }
        drop();
        try (Connection connection = server.database()) {
            Query.list(connection, CREATE, row -> row.getString(1), name);
        }
        return find().orElseThrow(() -> new SQLException("the slot " + name + " was dropped at once", "55000"));
    }

    /** The server keeps nothing for us any more. */
    void drop() throws SQLException {
        try (Connection connection = server.database()) {
            Query.list(connection, DROP, row -> row.getString(1), name);
        }
    }
}

package postgres.definition;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import postgres.Query;
import postgres.Sql;

/**
 * While it is open the server spells expressions the same way whoever asks: every name qualified, dates in ISO and UTC.
 * What a transaction that fails leaves behind, its rollback puts right.
 */
final class PinnedSpelling implements AutoCloseable {

    private static final String PIN = Sql.read("postgres/definitions/pin-spelling.sql");
    private static final String RESTORE = Sql.read("postgres/definitions/restore-spelling.sql");

    private final Connection connection;
    private final boolean local;
    private final List<Setting> before;

    private record Setting(String name, String value) {}

    private PinnedSpelling(Connection connection, boolean local, List<Setting> before) {
        this.connection = connection;
        this.local = local;
        this.before = before;
    }

    static PinnedSpelling on(Connection connection) throws SQLException {
        // Outside a transaction a local setting would be gone with the statement that makes it.
        boolean local = !connection.getAutoCommit();
        return new PinnedSpelling(
                connection,
                local,
                Query.list(connection, PIN, row -> new Setting(row.getString("name"), row.getString("before")), local));
    }

    /** The connection it is pinned on. */
    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        Query.list(
                connection,
                RESTORE,
                row -> null,
                local,
                connection.createArrayOf(
                        "text", before.stream().map(Setting::name).toArray()),
                connection.createArrayOf(
                        "text", before.stream().map(Setting::value).toArray()));
    }
}

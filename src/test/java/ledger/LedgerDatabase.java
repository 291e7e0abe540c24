package ledger;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import postgres.Query;
import postgres.TestServer;

/** A database of its own with the ledger in it, which can be taken away and given back. */
public final class LedgerDatabase {

    private final String url = TestLedger.createDatabase();
    private final DataSource dataSource = TestServer.dataSource(url);

    public DataSource dataSource() {
        return dataSource;
    }

    public String url() {
        return url;
    }

    /** Nobody gets in any more, and who was in is thrown out. */
    public void goAway() throws SQLException {
        administrate("alter database " + name() + " allow_connections false");
        administrate("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name() + "'");
    }

    public void comeBack() throws SQLException {
        administrate("alter database " + name() + " allow_connections true");
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Query.execute(connection, sql);
        }
    }

    /** The first column of the one row, as text. */
    public String value(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Query.first(connection, sql, row -> row.getString(1)).orElse(null);
        }
    }

    private void administrate(String sql) throws SQLException {
        String admin = url.replace("/" + name(), "/postgres");
        try (Connection connection = DriverManager.getConnection(admin, TestServer.username(), TestServer.password())) {
            Query.execute(connection, sql);
        }
    }

    private String name() {
        return url.replaceAll("\\?.*", "").replaceAll(".*/", "");
    }
}

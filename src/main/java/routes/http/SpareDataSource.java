package routes.http;

import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.datasource.AbstractDataSource;
import postgres.Connections;

/** The spare connections as a {@code sql:} endpoint takes them: the ledger is looked at while work holds all others. */
final class SpareDataSource extends AbstractDataSource {

    private final Connections spare;

    SpareDataSource(Connections spare) {
        this.spare = spare;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return spare.open();
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException("spare connections are those of one user");
    }
}

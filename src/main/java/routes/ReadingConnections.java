package routes;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.camel.component.jdbc.ConnectionStrategy;

/**
 * Where a {@code jdbc:} endpoint has its connection from, which is its own and ends with the statement.
 *
 * @param beginning makes a connection in a transaction
 */
public record ReadingConnections(Beginning beginning) implements ConnectionStrategy {

    /** Begins a transaction of a database. */
    @FunctionalInterface
    public interface Beginning {
        Connection of(DataSource source) throws SQLException;
    }

    @Override
    public Connection getConnection(DataSource source) throws Exception {
        return beginning.of(source);
    }

    @Override
    public boolean isConnectionTransactional(Connection connection, DataSource source) {
        return false;
    }
}

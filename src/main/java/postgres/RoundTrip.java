package postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Several statements, separated by semicolons, that travel together: the network's delay is paid once. */
public final class RoundTrip {

    /** Takes in one row of an answer. */
    @FunctionalInterface
    public interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private RoundTrip() {}

    /**
     * Runs the statements in their order.
     *
     * @param readers one for each statement that answers with rows, in the order of these statements
     * @param values bound over all statements
     */
    public static void run(Connection connection, String statements, List<RowReader> readers, Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statements)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            int answer = 0;
            boolean rows = statement.execute();
            while (rows || statement.getUpdateCount() != -1) {
                if (rows) {
                    try (ResultSet set = statement.getResultSet()) {
                        while (set.next()) {
                            readers.get(answer).read(set);
                        }
                    }
                    answer++;
                }
                rows = statement.getMoreResults();
            }
        }
    }
}

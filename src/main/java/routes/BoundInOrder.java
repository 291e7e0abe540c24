package routes;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.jdbc.JdbcConstants;
import org.apache.camel.component.jdbc.JdbcPrepareStatementStrategy;

/** The statement of a {@code jdbc:} endpoint goes as it stands, and its values are bound in their order. */
public final class BoundInOrder implements JdbcPrepareStatementStrategy {

    @Override
    public String prepareQuery(String query, boolean allowNamedParameters) {
        return query;
    }

    @Override
    public Iterator<?> createPopulateIterator(
            String query, String preparedQuery, int expectedParams, Exchange exchange, Object value) {
        Map<?, ?> values = exchange.getMessage().getHeader(JdbcConstants.JDBC_PARAMETERS, Map.class);
        return values == null ? List.of().iterator() : values.values().iterator();
    }

    @Override
    public void populateStatement(PreparedStatement statement, Iterator<?> values, int expectedParams)
            throws SQLException {
        int place = 1;
        while (values.hasNext()) {
            statement.setObject(place++, values.next());
        }
    }
}

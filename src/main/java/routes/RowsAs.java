package routes;

import org.apache.camel.component.sql.RowMapperFactory;
import org.springframework.jdbc.core.RowMapper;
import postgres.Query;

/**
 * What the rows of a {@code sql:} endpoint become, said by the type that they become.
 *
 * @param mapper makes one value of one row
 */
public record RowsAs<T>(Query.RowMapper<T> mapper) implements RowMapperFactory {

    @Override
    public RowMapper<T> newColumnRowMapper() {
        return (row, number) -> mapper.map(row);
    }

    @Override
    public RowMapper<T> newBeanRowMapper(Class<?> type) {
        throw new UnsupportedOperationException("rows become what their mapper makes, not a " + type.getName());
    }
}

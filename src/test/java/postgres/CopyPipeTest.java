package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import org.junit.jupiter.api.Test;

class CopyPipeTest {

    @Test
    void shortRowsAndLongOnesArriveAsTheyWere() throws Exception {
        // Given
        try (Connection source =
                        TestServer.dataSource(TestServer.createDatabase()).getConnection();
                Connection target =
                        TestServer.dataSource(TestServer.createDatabase()).getConnection()) {
            Query.execute(
                    source,
                    "create table t as select i, repeat('x', i * 37 % 200000) as x from generate_series(1, 3000) i");
            Query.execute(target, "create table t (i int, x text)");

            // When
            long rows = CopyPipe.run(
                    source, "copy t to stdout (format binary)", target, "copy t from stdin (format binary)");

            // Then
            assertThat(rows).isEqualTo(3000);
            assertThat(sum(target)).isEqualTo(sum(source));
        }
    }

    private static String sum(Connection connection) throws Exception {
        return Query.first(
                        connection,
                        "select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from t",
                        row -> row.getString(1))
                .orElseThrow();
    }
}

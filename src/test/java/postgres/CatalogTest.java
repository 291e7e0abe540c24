package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {

    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        Query.execute(
                connection,
                "create schema a; create schema \"a.b\"; create table \"a.b\" (i int); create table a.b (i int);"
                        + " create table \"a.b\".c (i int); create table a.\"b.c\" (i int); create table \"x.y\" (i int);"
                        + " create table \"Mixed\" (i int)");
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "a.b | a | b",
                "\"a.b\" | public | a.b",
                "public.\"a.b\" | public | a.b",
                "\"a.b\".c | a.b | c",
                "a.\"b.c\" | a | b.c",
                "a.b.c | - | -",
                "x.y | public | x.y",
                "\"x.y\" | public | x.y",
                "mixed | public | Mixed",
                "\"mixed\" | - | -",
                "\"Mixed\" | public | Mixed",
            })
    void aNameMeansOneTable(String written, String schema, String name) throws Exception {
        // When
        var found = Catalog.find(connection, written).map(Table::name);

        // Then
        assertThat(found.orElse(null)).isEqualTo(schema == null ? null : new TableName(schema, name));
    }
}

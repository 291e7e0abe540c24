package snapshot.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.BucketHashes;
import postgres.Column;
import postgres.Identifier;
import postgres.SessionSettings;
import snapshot.Database;

/** What the values in a part are hashed to is what the server says of its rows. */
@Tag("every-postgres")
class PartHashTest {

    private static final long HEAP = 1L << 30;

    @TempDir
    private Path folder;

    /** As in a reading: exact texts, within a transaction. */
    private BucketHashes.Bucket hashOfParts(Connection connection, String table, List<Column> columns, String... where)
            throws SQLException, IOException {
        long rows = 0;
        long hash = 0;
        for (int i = 0; i < where.length; i++) {
            Path part = folder.resolve("part-" + i);
            new TableFiles()
                    .writePart(connection, types(connection, table, columns), part(table, columns, where[i]), part);
            BucketHashes.Bucket some = new TableFiles().hashOfPart(part, columns);
            rows += some.rows();
            hash += some.hash();
        }
        return new BucketHashes.Bucket(rows, hash);
    }

    private static PartTypes types(Connection connection, String table, List<Column> columns) throws SQLException {
        return PartTypes.of(connection, part(table, columns, "true"), HEAP);
    }

    private static TableRows part(String table, List<Column> columns, String where) {
        String names = Identifier.list(columns.stream().map(Column::name).toList());
        return new TableRows(table, "select " + names + " from " + table + " where " + where, columns, List.of());
    }

    private static BucketHashes.Bucket byTheServer(Connection connection, String table, List<Column> columns)
            throws SQLException {
        return BucketHashes.of(connection, table, columns, null).buckets().get(0L);
    }

    @Test
    void everyKindOfValueHasTheHashThatTheServerGivesIt() throws Exception {
        try (Database database = new Database()) {
            // Given
            Zoo.make(database.connection, "zoo");
            Zoo.fill(database.connection, "zoo");
            List<Column> columns = database.columns("zoo");
            database.connection.setAutoCommit(false);
            SessionSettings.exact(database.connection);

            // When
            BucketHashes.Bucket parts =
                    hashOfParts(database.connection, "public.zoo", columns, "id < 3", "false", "id >= 3");

            // Then
            assertThat(parts).isEqualTo(byTheServer(database.connection, "public.zoo", columns));
        }
    }

    /** Types and values by a number, where the hash depends on more than the zoo has. */
    private static final List<String> MANY = List.of(
            "((g * 1.001 + 0.5)::numeric(30,3) * case when g % 2 = 0 then -1 else 1 end)::numeric(30,3)",
            "(power(10::numeric, g % 31 - 7) * g)::numeric(38,7)",
            "(g * 10000)::numeric(9,0)",
            "(g / 100000000.0)::numeric(20,20)",
            "('10.0.0.0'::inet + g)::inet",
            "(set_masklen('::1'::inet + g, g % 129))::inet",
            "(repeat('ä', g % 40))::text",
            "('x' || repeat(' ', g % 10))::char(30)",
            "('x' || repeat(' ', g % 10))::bpchar",
            "((g::bigint * 8000000 % 4294967296)::oid)::oid",
            "(('08:00:2b:01:02:' || lpad(to_hex(g % 256), 2, '0'))::macaddr)::macaddr",
            "(chr(g % 127 + 1))::\"char\"",
            "('n' || g)::name",
            "('epoch'::timestamp + g * interval '1 year 1 microsecond')::timestamp",
            "(decode(md5(g::text), 'hex'))::bytea",
            "(md5(g::text)::uuid)::uuid");

    @Test
    void manyValuesOfATypeHaveItToo() throws Exception {
        try (Database database = new Database()) {
            // Given
            String values = IntStream.range(0, MANY.size())
                    .mapToObj(i -> MANY.get(i) + " as c" + i)
                    .collect(Collectors.joining(", "));
            database.execute("create table many as select " + values + " from generate_series(0, 500) g");
            List<Column> columns = database.columns("many");
            database.connection.setAutoCommit(false);
            SessionSettings.exact(database.connection);

            // When
            BucketHashes.Bucket parts = hashOfParts(database.connection, "public.many", columns, "true");

            // Then
            assertThat(parts).isEqualTo(byTheServer(database.connection, "public.many", columns));
        }
    }

    @Test
    void aPartThatIsCutOffHasNoHash() throws Exception {
        try (Database database = new Database()) {
            // Given
            database.execute("create table cut as select g as id from generate_series(1, 1000) g");
            List<Column> columns = database.columns("cut");
            database.connection.setAutoCommit(false);
            hashOfParts(database.connection, "public.cut", columns, "true");
            Path part = folder.resolve("part-0");
            byte[] bytes = Files.readAllBytes(part);
            Files.write(part, Arrays.copyOf(bytes, bytes.length - 10));

            // When, Then
            assertThatThrownBy(() -> new TableFiles().hashOfPart(part, columns))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("part-0");
        }
    }
}

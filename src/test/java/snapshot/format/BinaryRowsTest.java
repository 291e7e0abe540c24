package snapshot.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postgres.Column;
import postgres.Copy;
import postgres.Identifier;
import snapshot.Database;

class BinaryRowsTest {

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() throws SQLException {
        database = new Database();
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void valuesOfEveryTypeThatIsKnownArriveAsTheyWere(FileFormat format) throws Exception {
        // Given
        Zoo.make(database.connection, "zoo");
        Zoo.fill(database.connection, "zoo");
        List<Column> known = database.columns("zoo").stream()
                .filter(column -> BinaryType.of(column).isPresent())
                .toList();
        String names = Identifier.list(known.stream().map(Column::name).toList());
        database.execute("create table known as select " + names + " from zoo");
        database.execute("create table again (like known)");
        Path file = folder.resolve("known");
        database.write("known", format, file);

        // When
        long rows = send("again", new TableFiles().readAsCsv(format, file));

        // Then
        assertThat(known).hasSizeGreaterThan(20);
        assertThat(rows).isEqualTo(Zoo.ROWS);
        assertThat(database.rows("again")).containsExactlyInAnyOrderElementsOf(database.rows("known"));
    }

    @Test
    void numbersOfEveryLengthArriveDigitByDigit() throws Exception {
        // Given
        database.execute("create table known (n numeric, t text)");
        database.execute(
                "insert into known select (sign || repeat('9', a) || repeat('0', b) || point || repeat('0', c) ||"
                        + " repeat('1', d))::numeric, 'a,\"b\"' || chr(10) || a from generate_series(0, 9) a,"
                        + " generate_series(0, 5) b, generate_series(0, 5) c, generate_series(0, 5) d,"
                        + " (values ('', '.'), ('-', '.')) s(sign, point) where a + b > 0");
        database.execute("create table again (like known)");
        Path file = folder.resolve("known");
        database.write("known", FileFormat.CSV_ZST, file);

        // When
        send("again", new TableFiles().readAsCsv(FileFormat.CSV_ZST, file));

        // Then
        assertThat(database.rows("again")).containsExactlyInAnyOrderElementsOf(database.rows("known"));
    }

    @Test
    void fromARowOnThatIsLongerThanAnyBufferTheRestIsLeftToTheServer() throws Exception {
        // Given
        database.execute("create table known (a int, t text, b int)");
        database.execute(
                "insert into known select i, repeat('\"lo,ng' || chr(10), i * 20000), i from generate_series(0, 30) i");
        database.execute("create table again (like known)");
        Path file = folder.resolve("known");
        database.write("known", FileFormat.CSV_ZST, file);

        // When
        send("again", new TableFiles().readAsCsv(FileFormat.CSV_ZST, file));

        // Then
        assertThat(database.strings("select count(*) from (select * from known except select * from again) x"))
                .containsExactly("0");
        assertThat(database.strings("select count(*) from again")).containsExactly("31");
    }

    @Test
    void whatIsNoSuchValueIsRefused() throws SQLException {
        // Given
        database.execute("create table again (a int, b bigint)");

        // When / Then
        for (String row :
                List.of("x,1\n", "2147483648,1\n", "1,9223372036854775808\n", "1\n", "1,2,3\n", "1,2", "-,1\n")) {
            assertThatThrownBy(() -> send("again", new ByteArrayInputStream(row.getBytes(StandardCharsets.UTF_8))))
                    .as(row)
                    .isInstanceOf(IOException.class);
        }
        assertThat(database.strings("select count(*) from again")).containsExactly("0");
    }

    @Test
    void aTableWithATypeThatIsNotKnownIsLeftToTheServer() throws SQLException {
        // Given
        database.execute("create table spans (a int, b int4range)");

        // When / Then
        assertThat(BinaryRows.of(database.columns("spans"))).isEmpty();
    }

    private long send(String table, InputStream csv) throws SQLException, IOException {
        BinaryRows rows = BinaryRows.of(database.columns(table)).orElseThrow();
        try (csv;
                Copy copy = Copy.in(
                        database.connection, "copy " + Identifier.quote(table) + " from stdin (format binary)")) {
            Optional<InputStream> rest = rows.send(csv, copy);
            long sent = copy.end();
            return rest.isEmpty()
                    ? sent
                    : sent
                            + database.restore(
                                    table,
                                    database.columns(table).stream()
                                            .map(Column::name)
                                            .toList(),
                                    rest.get());
        }
    }
}

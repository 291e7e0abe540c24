package snapshot.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postgres.Query;
import snapshot.Database;

@Tag("every-postgres")
class TableFilesTest {

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
    void aTableOfAsManyColumnsAsThereCanBeIsKept(FileFormat format) throws Exception {
        // Given
        String columns =
                IntStream.range(0, 1600).mapToObj(i -> "c" + i + " int").collect(Collectors.joining(", "));
        database.execute("create table wide (" + columns + ")");
        database.execute("create table again (like wide)");
        database.execute("insert into wide (c0, c799, c1599) values (1, 2, 3), (4, null, 5)");
        Path file = folder.resolve("wide");

        // When
        database.write("wide", format, file);
        long restored = database.restore("again", format, file);

        // Then
        assertThat(restored).isEqualTo(2);
        assertThat(Query.first(
                        database.connection,
                        "select count(*) from wide w join again a on w::text = a::text",
                        row -> row.getInt(1)))
                .contains(2);
    }

    @Test
    void aRowLargerThanAnyLimitIsKeptAsCsvAndComesBack() throws Exception {
        // Given
        database.execute("create table large (id int, t text, b bytea)");
        database.execute("create table again (like large)");
        database.execute("insert into large select i, repeat(md5(i::text), case i when 3 then 200000 else i end),"
                + " decode(repeat('0a\"22', i), 'escape') from generate_series(1, 5) i");
        Path file = folder.resolve("large");

        // When
        database.write("large", FileFormat.CSV_ZST, file);
        long restored = database.restore("again", FileFormat.CSV_ZST, file);

        // Then
        assertThat(restored).isEqualTo(5);
        assertThat(database.strings("select id::text from large l join again a using (id, t, b)"))
                .hasSize(5);
    }

    @ParameterizedTest
    @EnumSource(names = {"AVRO", "PARQUET"})
    void aRowThatIsTooLargeForAFileWithTypesIsRefusedWithItsKeyAndTheLimit(FileFormat format) throws Exception {
        // Given
        database.execute("create table large (id int primary key, t text, j jsonb)");
        database.execute("insert into large select i, repeat('x', i * 400000), to_jsonb(repeat('y', i * 300000))"
                + " from generate_series(1, 2) i");
        TableFiles small = new TableFiles(1, new RowLimit(32L << 20));
        TableRows rows =
                new TableRows("public.large", "select id, t, j from large", database.columns("large"), List.of("id"));

        // When
        // Then
        assertThatThrownBy(() -> small.write(database.connection, format, rows, folder.resolve("large"), so -> {}))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the row {\"id\" : 2} of public.large has 1,400,002 bytes as text")
                .hasMessageContaining("rows of up to 1,048,576 with a heap of 32 MB");
        assertThat(folder.resolve("large")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfEverySizeBelowTheLimitComeBack(FileFormat format) throws Exception {
        // Given
        database.execute("create table large (id int, t text)");
        database.execute("create table again (like large)");
        database.execute(
                "insert into large select i, repeat(chr(9) || '\"' || i, i * 997 % 200000) from generate_series(1, 400) i");
        Path file = folder.resolve("large");

        // When
        database.write("large", format, file);
        database.restore("again", format, file);

        // Then
        assertThat(database.strings("select sum(hashtextextended(t::text, 0))::text from again t"))
                .isEqualTo(database.strings("select sum(hashtextextended(t::text, 0))::text from large t"));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfValueComesBackAsItWas(FileFormat format) throws Exception {
        // Given
        Zoo.make(database.connection, "zoo");
        Zoo.fill(database.connection, "zoo");
        database.execute("create table again (like zoo including all)");
        Path file = folder.resolve("zoo");

        // When
        Written written = database.write("zoo", format, file);
        long restored = database.restore("again", format, file);

        // Then
        assertThat(written.rows()).isEqualTo(Zoo.ROWS);
        assertThat(restored).isEqualTo(Zoo.ROWS);
        List<List<String>> before = database.rows("zoo");
        List<List<String>> after = database.rows("again");
        for (int row = 0; row < Zoo.ROWS; row++) {
            assertThat(after.get(row)).containsExactlyElementsOf(before.get(row));
        }
        assertThat(database.strings("select t::text from zoo t order by id"))
                .isEqualTo(database.strings("select t::text from again t order by id"));
    }

    @ParameterizedTest
    @EnumSource
    void theOnlyColumnOfATableMayHoldWhatEndsACopy(FileFormat format) throws Exception {
        // Given
        database.execute("create table words (word text)");
        database.execute("insert into words values ('\\.'), (''), (null), (E'\\\\.\\n'), (E'a\\n\\\\.\\nb'), ('b')");
        database.execute("create table again (word text)");
        Path file = folder.resolve("words");

        // When
        database.write("words", format, file);
        database.restore("again", format, file);

        // Then
        assertThat(database.rows("again")).containsExactlyInAnyOrderElementsOf(database.rows("words"));
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyTableIsAFileWithoutRows(FileFormat format) throws Exception {
        // Given
        database.execute("create table empty (a int, b text[])");
        Path file = folder.resolve("empty");

        // When
        Written written = database.write("empty", format, file);

        // Then
        assertThat(written.rows()).isZero();
        try (InputStream csv = new TableFiles().readAsCsv(format, file)) {
            assertThat(csv.readAllBytes()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNamesOfTheColumnsAreKept(FileFormat format) throws Exception {
        // Given
        database.execute(
                "create table t (\"a b\" int, \"a_b\" int, \"1\" int, \"say \"\"hi\"\", \" int, \"\"\"\" int, \"ä\nb\" int, \"A\" int, a int)");

        // When
        database.write("t", format, folder.resolve("t"));

        // Then
        assertThat(new TableFiles().columnsOf(format, folder.resolve("t")))
                .containsExactly("a b", "a_b", "1", "say \"hi\", ", "\"", "ä\nb", "A", "a");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSaidOfTheFileIsTrue(FileFormat format) throws Exception {
        // Given
        database.execute("create table numbers as select i, 'row ' || i as t from generate_series(1, 100000) i");
        Path file = folder.resolve("numbers");
        List<Long> told = new ArrayList<>();

        // When
        Written written = database.write("numbers", format, file, told::add);

        // Then
        byte[] bytes = Files.readAllBytes(file);
        assertThat(written.rows()).isEqualTo(100_000);
        assertThat(written.rowBytes()).isGreaterThan(1_000_000);
        assertThat(written.fileBytes()).isEqualTo(bytes.length);
        assertThat(written.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        assertThat(told).hasSizeGreaterThan(2).isSorted().endsWith(100_000L);
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsCutOffAnywhereIsRefused(FileFormat format) throws Exception {
        // Given
        database.execute("create table numbers as select i, md5(i::text) as t from generate_series(1, 20000) i");
        Path file = folder.resolve("numbers");
        database.write("numbers", format, file);
        byte[] bytes = Files.readAllBytes(file);

        for (int percent = 0; percent < 100; percent += 3) {
            // When
            Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * (long) percent / 100)));

            // Then
            assertThatThrownBy(() -> read(format, file))
                    .as("cut off at %d %%", percent)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "cannot read the rows in " + file.getFileName() + ": it is damaged or cut off")
                    .hasMessageContaining("HINT: ");
        }
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> read(format, file)).hasMessageContaining("damaged or cut off");
    }

    @ParameterizedTest
    @EnumSource
    void aFileOfWhichABitIsFlippedIsNotTheOneThatWasWritten(FileFormat format) throws Exception {
        // Given
        database.execute("create table numbers as select i from generate_series(1, 20000) i");
        Path file = folder.resolve("numbers");
        Written written = database.write("numbers", format, file);
        new TableFiles().check(file, written);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;

        // When
        Files.write(file, bytes);

        // Then
        assertThatThrownBy(() -> new TableFiles().check(file, written))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged or cut off: its sha256 is ");
    }

    @ParameterizedTest
    @EnumSource(names = {"CSV_ZST", "PARQUET"})
    void aFlippedBitAmongTheRowsIsNoticed(FileFormat format) throws Exception {
        // Given
        database.execute("create table numbers as select i, md5(i::text) as t from generate_series(1, 20000) i");
        Path file = folder.resolve("numbers");
        database.write("numbers", format, file);
        byte[] bytes = Files.readAllBytes(file);

        for (int percent = 10; percent < 95; percent += 7) {
            // When
            byte[] damaged = bytes.clone();
            damaged[(int) (bytes.length * (long) percent / 100)] ^= 4;
            Files.write(file, damaged);

            // Then
            assertThatThrownBy(() -> read(format, file))
                    .as("damaged at %d %%", percent)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged or cut off");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWriteThatFailsLeavesNoFile(FileFormat format) throws Exception {
        // Given
        database.execute("create table t as select i from generate_series(1, 300000) i");
        database.execute("create view failing as select 1 / (250000 - i) as one, repeat('x', 100) as filling from t");
        Path file = folder.resolve("failing");

        // When
        assertThatThrownBy(() -> database.write("failing", format, file))
                // Then
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("division by zero");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void aWriteThatIsBrokenOffLeavesTheConnectionUsable(FileFormat format) throws Exception {
        // Given
        database.execute("create table t as select i, repeat('x', 100) as filling from generate_series(1, 300000) i");
        Path file = folder.resolve("t");

        // When
        assertThatThrownBy(() -> database.write("t", format, file, rows -> {
                    throw new IllegalStateException("enough");
                }))
                // Then
                .hasMessage("enough");
        assertThat(file).doesNotExist();
        assertThat(database.strings("select count(*) from t")).containsExactly("300000");
    }

    @Test
    void aFormatIsCalledByItsExtension() {
        // When, Then
        assertThat(FileFormat.of("CSV.zst")).isEqualTo(FileFormat.CSV_ZST);
        assertThatThrownBy(() -> FileFormat.of("xlsx")).hasMessageContaining("HINT: one of csv.zst, avro, parquet");
    }

    private static void read(FileFormat format, Path file) throws IOException {
        try (InputStream csv = new TableFiles().readAsCsv(format, file)) {
            csv.transferTo(OutputStream.nullOutputStream());
        }
    }
}

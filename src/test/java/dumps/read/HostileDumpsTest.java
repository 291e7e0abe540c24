package dumps.read;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dumps.DumpRow;
import dumps.ReadDump;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What somebody may send who means harm, or had bad luck. */
@Timeout(120)
class HostileDumpsTest {

    @TempDir
    private Path folder;

    private ReadDump read(String sql) throws IOException {
        return ReadDump.of(folder, "dump.sql", sql);
    }

    @Test
    void commentsAndParenthesesWithoutBottomAreRead() throws IOException {
        // Given
        String sql = "-- PostgreSQL database dump\n" + "/*".repeat(100_000) + "*/".repeat(100_000)
                + "\nCREATE TABLE t (a int);\nINSERT INTO t VALUES (" + "(".repeat(100_000) + "1" + ")".repeat(100_000)
                + ");\nINSERT INTO t VALUES (2);\n/* never";
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("public.t")).containsExactly("2");
        assertThat(dump.leftovers()).containsExactly("computed on line 4 rows 1", "break on line 6 rows 0");
    }

    @Test
    void aValueThatIsTooLongIsReportedAndTheNextOneRead() throws IOException {
        // Given
        byte[] letters = new byte[40];
        Arrays.fill(letters, (byte) 'x');
        ByteWindow window = new ByteWindow(("'" + new String(letters, US_ASCII) + "' 'y'").getBytes(US_ASCII), 1);
        Strings strings = new Strings(window, 10);
        DumpRow row = new DumpRow();
        // When
        strings.read(Strings.Escapes.NONE, row);
        boolean tooLong = strings.wasTooLong();
        row.begin();
        window.moveTo(window.place() + 1);
        strings.read(Strings.Escapes.NONE, row);
        // Then
        assertThat(tooLong).isTrue();
        assertThat(strings.wasTooLong()).isFalse();
        assertThat(row.pending()).isEqualTo(1);
    }

    @Test
    void aStatementOfTooManyWordsLeavesItsTableUncertain() throws IOException {
        // Given
        String sql = "CREATE TABLE `t` (`a` int PRIMARY KEY);\nINSERT INTO t VALUES (1);\nUPDATE t SET a = "
                + "1+".repeat(300_000) + "1;\nINSERT INTO t VALUES (2);";
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("t")).containsExactly("1", "2");
        assertThat(dump.table("t").uncertain()).startsWith("line 3: it is longer than can be held");
    }

    @Test
    void archivesOfPgDumpAndDatabasesAreRefusedByName() throws IOException {
        // Given
        Files.write(folder.resolve("custom.dump"), "PGDMP\1\16\0\4\10\1\1\0".getBytes(US_ASCII));
        Files.write(folder.resolve("shop.txt"), "SQLite format 3\0\20\0\1\1".getBytes(US_ASCII));
        Files.createDirectory(folder.resolve("directory"));
        Files.write(folder.resolve("directory/toc.dat"), "PGDMP".getBytes(US_ASCII));
        // When
        DumpSources found = DumpSources.in(folder, Set.of());
        // Then
        assertThat(found.refused())
                .singleElement()
                .satisfies(refused ->
                        assertThat(refused.problem().text()).contains("-Fd").contains("pg_restore -f"));
        assertThatThrownBy(() -> ReadDump.of(folder.resolve("custom.dump"), folder))
                .hasMessageContaining("a pg_dump archive (-Fc)")
                .hasMessageContaining("pg_restore -f");
        assertThatThrownBy(() -> ReadDump.of(folder.resolve("shop.txt"), folder))
                .hasMessageContaining("sqlite3 FILE .dump");
    }

    @Test
    void linksAndNamesThatLeadElsewhereAreRefused() throws IOException {
        // Given
        Path outside = Files.writeString(folder.resolve("outside.sql"), "CREATE TABLE t (a int);");
        Path inside = Files.createDirectory(folder.resolve("in"));
        Files.createSymbolicLink(inside.resolve("link.sql"), outside);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(inside.resolve("bad.zip")))) {
            zip.putNextEntry(new ZipEntry("good.sql"));
            zip.putNextEntry(new ZipEntry("../evil.sql"));
        }
        // When
        DumpSources found = DumpSources.in(inside, Set.of());
        // Then
        assertThat(found.sources()).isEmpty();
        assertThat(found.refused()).extracting(DumpSources.Refused::name).containsExactly("bad.zip", "link.sql");
    }

    @Test
    void aPackedFileThatIsCutOffGivesWhatItHolds() throws IOException {
        // Given
        Path packed = folder.resolve("dump.sql.gz");
        StringBuilder rows = new StringBuilder("CREATE TABLE `t` (`a` int);\n");
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            rows.append("INSERT INTO `t` VALUES (").append(random.nextInt()).append(");\n");
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(rows.toString().getBytes(US_ASCII));
        }
        byte[] whole = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(whole, whole.length / 2));
        // When
        ReadDump dump = ReadDump.of(packed, folder);
        // Then
        assertThat(dump.rows("t")).hasSizeBetween(500, 4_900);
        assertThat(dump.file().broken()).isNotNull();
        assertThat(dump.file().leftovers()).hasSize(1);
    }

    @Test
    void membersOfGzipAreReadOneAfterTheOtherAndWhatFollowsThemIsTold() throws IOException {
        // Given
        Path packed = folder.resolve("dump.sql.gz");
        for (String part : new String[] {"CREATE TABLE t (a int);\n", "INSERT INTO t VALUES (1);\n"}) {
            try (OutputStream out = new GZIPOutputStream(
                    Files.newOutputStream(packed, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
                out.write(part.getBytes(US_ASCII));
            }
        }
        // When
        ReadDump whole = ReadDump.of(packed, folder);
        Files.write(packed, "INSERT INTO t VALUES (2);".getBytes(US_ASCII), StandardOpenOption.APPEND);
        Path other = Files.move(packed, folder.resolve("other.sql.gz"));
        ReadDump followed = ReadDump.of(other, folder);
        // Then
        assertThat(whole.rows("t")).containsExactly("1");
        assertThat(whole.file().broken()).isNull();
        assertThat(followed.rows("t")).containsExactly("1");
        assertThat(followed.file().broken()).contains("something that is not compressed follows");
    }

    @Test
    void nulsBetweenStatementsAndInTextsStopNothing() throws IOException {
        // Given
        String sql =
                "\0CREATE TABLE t (a int, b text);\n\0INSERT INTO t VALUES (1,'a\0b');\0\nINSERT INTO t VALUES (2,'c');";
        // When Then
        assertThat(read(sql).rows("t")).containsExactly("1 'a\0b'", "2 'c'");
    }
}

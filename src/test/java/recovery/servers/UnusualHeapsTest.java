package recovery.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import ledger.RunEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Query;
import postgres.server.PgPrograms;
import postgres.server.WalServer;
import recovery.lab.LabServer;

/** Tables whose files are not where, not as small, or not as young as most. */
@Tag("thorough")
class UnusualHeapsTest {

    @TempDir
    Path folder;

    private static RunEnd recover(HeapLab lab, String table) throws Exception {
        return lab.recover(table, HeapRequest.Wanted.CERTAIN);
    }

    private List<String> namesIn(Path tablespace) throws Exception {
        try (Stream<Path> files = Files.walk(tablespace)) {
            return files.map(file -> tablespace.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    @Tag("every-postgres")
    void inATablespaceRowsAreRescuedAndNothingIsWrittenThere() throws Exception {
        // Given
        Path space = Files.createDirectory(folder.resolve("space"));
        try (HeapLab lab = new HeapLab(folder)) {
            lab.live.execute(
                    "create tablespace elsewhere location '" + space + "'",
                    "create table apart (id int primary key using index tablespace elsewhere, t text) tablespace elsewhere",
                    "create table plain (id int primary key using index tablespace elsewhere)",
                    "insert into apart select g, case when g % 10 = 0 then"
                            + " (select string_agg(md5(random()::text), '') from generate_series(1, 200)) else g::text end"
                            + " from generate_series(1, 1000) g",
                    "insert into plain select generate_series(1, 100)");
            String lost =
                    lab.live.value("select md5(string_agg(t::text, ',' order by id)) from apart t where id <= 300");
            lab.live.execute("delete from apart where id <= 300", "delete from plain where id <= 10");
            List<String> before = namesIn(space);

            // When
            RunEnd apart = recover(lab, "apart");
            RunEnd plain = recover(lab, "plain");

            // Then
            assertThat(lab.there(apart, "select md5(string_agg(t::text, ',' order by id)) from apart t"))
                    .isEqualTo(lost);
            assertThat(lab.there(plain, "select count(*) from plain")).isEqualTo("10");
            assertThat(namesIn(space)).isEqualTo(before);
        }
    }

    @Test
    void behindTheFirstGigabyteRowsAreRescuedToo() throws Exception {
        // Given
        try (HeapLab lab = new HeapLab(folder)) {
            lab.live.execute("create table large (id int primary key, t text)", "checkpoint");
            Path file = lab.live.data().resolve(lab.live.value("select pg_relation_filepath('large')"));
            lab.live.kill();
            // Pages that nobody has used yet, which take no room on a disk.
            try (RandomAccessFile first = new RandomAccessFile(file.toFile(), "rw")) {
                first.setLength(1L << 30);
            }
            lab.live.start();
            lab.live.execute(
                    "insert into large select g, repeat('x', 500) || g from generate_series(1, 200) g",
                    "insert into large select g, repeat('y', 500) || g from generate_series(201, 400) g");
            String lost =
                    lab.live.value("select md5(string_agg(t::text, ',' order by id)) from large t where id % 2 = 0");
            lab.live.execute("delete from large where id % 2 = 0");

            // When
            RunEnd end = recover(lab, "large");

            // Then
            assertThat(Files.size(file.resolveSibling(file.getFileName() + ".1")))
                    .isPositive();
            assertThat(lab.there(end, "select md5(string_agg(t::text, ',' order by id)) from large t"))
                    .isEqualTo(lost);
        }
    }

    @Test
    void whereNumbersOfTransactionsBeganAnewTheNewestVersionIsStillTheNewest() throws Exception {
        // Given
        Optional<PgPrograms> programs = WalServer.installed(15, "pg_resetwal");
        assumeTrue(programs.isPresent(), "PostgreSQL 15 is not installed");
        try (HeapLab lab = new HeapLab(folder, programs.get())) {
            LabServer live = lab.live;
            live.execute(
                    "create table t (id int primary key, v int)",
                    "insert into t select g, 0 from generate_series(1, 300) g",
                    "create procedure many(n int) language plpgsql as"
                            + " $$ begin for i in 1..n loop perform pg_current_xact_id(); commit; end loop; end $$",
                    "vacuum freeze",
                    "checkpoint");
            live.kill();
            // A hundred before they begin anew, and the page that tells what became of these.
            Files.write(live.data().resolve("pg_xact/0FFF"), new byte[1 << 18]);
            WalServer.run(
                    List.of(
                            programs.get().program("pg_resetwal").toString(),
                            "--force",
                            "--next-transaction-id=4294967196",
                            "--oldest-transaction-id=4294960000",
                            live.data().toString()),
                    live.data());
            live.start();
            RunEnd end;
            String before;
            String after;
            try (Connection reader = live.connect()) {
                // Whoever still sees the rows keeps them from being tidied up.
                reader.setAutoCommit(false);
                Query.execute(reader, "set transaction isolation level repeatable read; select 1");
                live.execute(
                        "delete from t where id <= 50",
                        "update t set v = 1 where id between 51 and 150",
                        "insert into t values (301, 1)");
                before = live.value("select pg_current_xact_id()::text");
                live.execute(
                        "call many(300)",
                        "update t set v = 2 where id between 101 and 200",
                        "delete from t where id between 140 and 150 or id = 301");
                after = live.value("select txid_current()::text");

                // When
                end = recover(lab, "t");
            }

            // Then
            assertThat(Long.parseLong(before)).isLessThan(1L << 32);
            assertThat(Long.parseLong(after)).isGreaterThan(1L << 32);
            assertThat(lab.rowsThere(
                            end,
                            "select v || ': ' || count(*) || ' from ' || min(id) || ' to ' || max(id) from t"
                                    + " group by v order by v"))
                    .containsExactly("0: 150 from 1 to 200", "1: 40 from 101 to 301", "2: 11 from 140 to 150");
            assertThat(lab.there(
                            end,
                            "select count(*) from caravanserai_heap.versions where _newest and _last <> 'certain'"))
                    .isEqualTo("0");
        }
    }
}

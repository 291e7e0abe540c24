package recovery.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Lsn;
import postgres.server.ServerSettings;
import postgres.server.WalServer;

@Tag("every-postgres")
class RowsAfterTest {

    private static final ServerSettings SETTINGS =
            ServerSettings.ofItsOwn(0).with("wal_keep_size", "1GB").with("max_prepared_transactions", "5");

    @TempDir
    Path temporary;

    @Test
    void rowsOfTransactionsThatCommittedAfterAPlaceAreCountedExactly() throws Exception {
        // Given
        try (WalServer server = WalServer.embedded(temporary, SETTINGS);
                Connection early = server.connect("postgres");
                Connection ended = server.connect("postgres")) {
            server.execute(
                    "create table a (id int primary key, t text)",
                    "create table b (id int primary key, t text)",
                    "create table part (id int, v int) partition by list (id)",
                    "create table part1 partition of part for values in (1)",
                    "create table part2 partition of part for values in (2)",
                    "insert into a select g, repeat(md5(g::text), 100) from generate_series(1, 1000) g",
                    "insert into part select 1, g from generate_series(1, 20) g");
            early.setAutoCommit(false);
            ended.setAutoCommit(false);
            run(early, "insert into b select g, 'early' from generate_series(1, 7) g");
            run(ended, "insert into b select g, 'ended' from generate_series(101, 150) g");
            server.execute("begin; update a set t = 'prepared' where id <= 3; prepare transaction 'p'");
            server.execute("select pg_switch_wal()", "insert into a values (-1, 'x')", "select pg_switch_wal()");
            server.execute("checkpoint", "select pg_switch_wal()", "insert into a values (-2, 'x')");
            ended.commit();
            Relations names = CatalogReading.of(server);
            Lsn place = server.flushed();

            // When
            early.commit();
            server.execute(
                    "commit prepared 'p'",
                    "begin; delete from a where id = 10; savepoint s; delete from a where id > 10; rollback to s;"
                            + "delete from a where id = 11; commit",
                    "begin; delete from a; rollback",
                    "insert into b values (1, 'z') on conflict (id) do nothing",
                    "insert into b values (1, 'z') on conflict (id) do update set t = excluded.t",
                    "vacuum full b",
                    "alter table a add column r double precision default random()",
                    "insert into b select g, 'late' from generate_series(1001, 1100) g",
                    "update part set id = 2 where v <= 4",
                    "create table made (x int)",
                    "insert into made select generate_series(1, 12)",
                    "vacuum a");
            server.flushed();
            RowsAtRisk risk = RowsAfter.count(WalSource.of(server.wal(), 1), place, names);

            // Then
            assertThat(risk.exact()).isTrue();
            assertThat(risk.end().isFault()).isFalse();
            assertThat(byName(risk))
                    .isEqualTo(
                            Map.of("a", "0 3 2", "b", "107 1 0", "part1", "0 0 4", "part2", "4 0 0", "made", "12 0 0"));
            assertThat(risk.rows()).isEqualTo(133);
        }
    }

    @Test
    void nothingIsAtRiskWhereNothingCommitted() throws Exception {
        // Given
        try (WalServer server = WalServer.embedded(temporary, SETTINGS)) {
            server.execute("create table a (id int primary key)", "insert into a values (1)");
            Lsn place = server.flushed();

            // When
            server.execute("begin; insert into a values (2); rollback", "checkpoint", "vacuum a");
            RowsAtRisk risk = RowsAfter.count(WalSource.of(server.wal(), 1), place, new Relations());

            // Then
            assertThat(risk.tables()).isEmpty();
            assertThat(risk.transactions()).isZero();
            assertThat(risk.exact()).isTrue();
        }
    }

    @Test
    void aTransactionWhoseBeginningIsNotInTheLogIsToldToBeCountedInPart() throws Exception {
        // Given
        try (WalServer server = WalServer.embedded(Files.createDirectory(temporary.resolve("server")), SETTINGS);
                Connection early = server.connect("postgres")) {
            server.execute("create table a (id int primary key)");
            early.setAutoCommit(false);
            run(early, "insert into a values (1)");
            server.execute("select pg_switch_wal()", "insert into a values (2)", "select pg_switch_wal()");
            server.execute("checkpoint", "insert into a values (3)");
            Lsn place = server.flushed();
            run(early, "insert into a values (4)");
            early.commit();
            Archive archive =
                    Archive.of(server.wal(), temporary.resolve("archive")).upTo(server.flushed());
            Files.delete(archive.segment(0));

            // When
            RowsAtRisk risk = RowsAfter.count(archive.source(), place, CatalogReading.of(server));

            // Then
            assertThat(risk.exact()).isFalse();
            assertThat(byName(risk)).isEqualTo(Map.of("a", "1 0 0"));
        }
    }

    private static Map<String, String> byName(RowsAtRisk risk) {
        Map<String, String> tables = new TreeMap<>();
        for (RowsAtRisk.TableRows rows : risk.tables()) {
            tables.put(
                    rows.table().orElseThrow().name(), rows.inserted() + " " + rows.updated() + " " + rows.deleted());
        }
        return tables;
    }

    private static void run(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

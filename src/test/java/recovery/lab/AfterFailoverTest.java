package recovery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Query;
import postgres.TestPrograms;
import postgres.replication.ServerAddress;
import recovery.replication.RowsLost;
import recovery.servers.ServerPrograms;
import recovery.servers.WantedTarget;

@Tag("every-postgres")
class AfterFailoverTest {

    @TempDir
    Path folder;

    private LabServer primary;
    private LabServer standby;

    private LabHouse begin(Path in) throws Exception {
        primary = LabServer.make(TestPrograms.unpacked(), in.resolve("primary"), Map.of());
        LabHouse house = new LabHouse(primary, in.resolve("kept"), ServerPrograms.and(TestPrograms.binaries()));
        primary.execute(
                "create table t (id int primary key, v int)",
                "insert into t select g, 0 from generate_series(1, 100) g");
        standby = primary.standby("standby", house.backup(primary), in.resolve("standby"), "standby");
        FailoverExercise.await("the standby has all", () -> FailoverExercise.shows(standby, primary));
        return house;
    }

    private void end(LabHouse house) {
        house.close();
        primary.close();
        standby.close();
    }

    @Test
    void whatTheOldServerHadCommittedComesBackAlsoWhenTheNewOneIsFollowedAlready() throws Exception {
        // Given
        LabHouse house = begin(folder);
        try {
            FailoverExercise.cut(standby);
            primary.execute(
                    "insert into t select g, 1 from generate_series(101, 150) g", "update t set v = 2 where id <= 10");
            house.awaitReceived();
            house.stopReceiving();
            primary.kill();
            standby.promote();
            standby.execute("insert into t values (1000, 7)");

            // When
            house.follow(standby);
            house.awaitReceived();
            house.backup(standby);
            standby.execute("insert into t values (1001, 7)");
            house.awaitReceived();
            ServerAddress old = house.recover(new WantedTarget(null, null, null, null, null, true, 1));
            ServerAddress now = house.recover(new WantedTarget(null, null, null, null, null, true));

            // Then
            assertThat(count(old)).isEqualTo("150 10");
            assertThat(count(now)).isEqualTo("102 0");
        } finally {
            end(house);
        }
    }

    private static String count(ServerAddress server) throws Exception {
        try (Connection connection = server.database()) {
            return Query.first(
                            connection,
                            "select count(*) || ' ' || count(*) filter (where v = 2) from t",
                            row -> row.getString(1))
                    .orElseThrow();
        }
    }

    @Test
    void atARandomMomentUnderWritesExactlyThoseRowsAreLostThatWereForeseenAndAllOfThemComeBack() throws Exception {
        failOver(folder);
    }

    @Test
    @Tag("sweep")
    void thatIsSoTwentyTimes() throws Exception {
        for (int i = 1; i <= 20; i++) {
            failOver(folder.resolve("round-" + i));
        }
    }

    private void failOver(Path in) throws Exception {
        // Given
        LabHouse house = begin(in);
        try {
            CompletableFuture<Void> writes = CompletableFuture.runAsync(this::write);
            awaitRows(new Random().nextInt(300));
            FailoverExercise.cut(standby);
            awaitRows(new Random().nextInt(300));
            primary.execute("insert into t values (999999, 9)");

            // When
            primary.execute("alter system set default_transaction_read_only = on", "select pg_reload_conf()");
            writes.handle((done, refused) -> done).join();
            house.awaitReceived();
            RowsLost foreseen = house.replication().standbys().get(0).atRisk();
            house.stopReceiving();
            primary.kill();
            standby.promote();
            ServerAddress old = house.recover(new WantedTarget(null, null, null, null, null, true));

            // Then
            try (Connection recovered = old.database();
                    Connection there = standby.connect()) {
                List<String> lost =
                        Query.list(recovered, "select id::text from t where id > 100", row -> row.getString(1));
                lost.removeAll(Query.list(there, "select id::text from t", row -> row.getString(1)));
                assertThat(foreseen.rows()).isEqualTo(lost.size());
                assertThat(lost).contains("999999");
                Map<String, Long> put = LabShop.putBack(recovered, there, List.of("t"));
                assertThat(put).containsEntry("t", (long) lost.size());
                assertThat(LabShop.hash(there, "t")).isEqualTo(LabShop.hash(recovered, "t"));
            }
        } finally {
            end(house);
        }
    }

    private void awaitRows(int more) throws Exception {
        String count = "select count(*)::text from t";
        long wanted = Long.parseLong(primary.value(count)) + more;
        FailoverExercise.await("rows came in", () -> Long.parseLong(primary.value(count)) >= wanted);
    }

    private void write() {
        try (Connection connection = primary.connect()) {
            for (int i = 1000; ; i++) {
                Query.execute(connection, "insert into t values (" + i + ", 1)");
            }
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }
}

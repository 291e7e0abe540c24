package recovery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Query;
import postgres.TestPrograms;
import postgres.replication.ServerAddress;
import recovery.servers.ServerPrograms;
import recovery.servers.WantedTarget;

@Tag("thorough")
class FailoverMeanwhileTest {

    @TempDir
    Path folder;

    @Test
    void aRecoveryUnderWayIsTheOldServerToItsEndThoughAnotherTakesItsPlaceMeanwhile() throws Exception {
        // Given
        try (LabServer primary = LabServer.make(TestPrograms.unpacked(), folder.resolve("primary"), Map.of())) {
            LabHouse house = new LabHouse(primary, folder.resolve("kept"), ServerPrograms.and(TestPrograms.binaries()));
            primary.execute("create table t as select generate_series(1, 100) n");
            try (LabServer standby =
                    primary.standby("standby", house.backup(primary), folder.resolve("standby"), "standby")) {
                FailoverExercise.await("the standby has all", () -> FailoverExercise.shows(standby, primary));
                FailoverExercise.cut(standby);
                primary.execute("insert into t select generate_series(101, 150)");
                house.awaitReceived();

                // When
                CompletableFuture<ServerAddress> recovering = CompletableFuture.supplyAsync(() -> recovered(house));
                primary.kill();
                standby.promote();
                house.stopReceiving();
                house.follow(standby);
                standby.execute("insert into t values (1000)");
                house.awaitReceived();
                house.backup(standby);
                ServerAddress later = house.recover(new WantedTarget(null, null, null, null, null, true));

                // Then
                assertThat(count(recovering.join())).isEqualTo("150 150");
                assertThat(count(later)).isEqualTo("101 1000");
            } finally {
                house.close();
            }
        }
    }

    private static ServerAddress recovered(LabHouse house) {
        try {
            return house.recover(new WantedTarget(null, null, null, null, null, true, 1));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String count(ServerAddress server) throws Exception {
        try (Connection connection = server.database()) {
            return Query.first(connection, "select count(*) || ' ' || max(n) from t", row -> row.getString(1))
                    .orElseThrow();
        }
    }
}

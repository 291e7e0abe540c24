package snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.Door;
import ledger.ProblemException;
import ledger.RunHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rows.spark.SparkSettings;
import snapshot.SnapshotRequest.As;
import snapshot.SnapshotRequest.OnUnreadable;
import snapshot.parts.InProcess;
import snapshot.parts.PartRunner;
import snapshot.parts.SparkParts;

class EnginesTest {

    private static final PartRunner HERE = new InProcess(task -> task);

    @TempDir
    private Path folder;

    private static <T> T settings(Class<T> type, Map<String, String> said) {
        return new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(type)
                .withDefaultValues(said)
                .build()
                .getConfigMapping(type);
    }

    private static Engines engines(String configured, PartRunner runner) {
        Map<String, String> said =
                Map.of("snapshot.repository", "x", "snapshot.engine", configured, "snapshot.spark-from", "1000");
        return new Engines(settings(SnapshotSettings.class, said), runner, Optional.empty());
    }

    private PartRunner spark(String home) {
        return new SparkParts(settings(
                SparkSettings.class,
                Map.of("spark.work", "x", "spark.home", folder.resolve(home).toString())));
    }

    private static SnapshotRequest request(As as, Engine engine) {
        return new SnapshotRequest(RunHeader.next(Door.HTTP), List.of(), as, null, null, OnUnreadable.REFUSE, engine);
    }

    @ParameterizedTest
    @CsvSource({
        "service, ,      ,        5000, SERVICE, FILES",
        "service, ,      PARQUET, 5000, SERVICE, PARQUET",
        "service, SPARK, ,        5,    SPARK,   PARQUET",
        "service, AUTO,  ,        999,  SERVICE, FILES",
        "service, AUTO,  ,        1000, SPARK,   PARQUET",
        "service, AUTO,  PARQUET, 999,  SERVICE, PARQUET",
        "service, AUTO,  AVRO,    1000, SERVICE, AVRO",
        "spark,   ,      ,        5,    SPARK,   PARQUET",
        "spark,   ,      FILES,   5,    SERVICE, FILES",
        "auto,    ,      ,        1000, SPARK,   PARQUET",
        "auto,    SERVICE, ,      1000, SERVICE, FILES"
    })
    void whoIsAskedAndHowMuchItIsSayWhoDoesIt(
            String configured, Engine asked, As as, long bytes, Engine engine, As kept) throws SQLException {
        // When
        SnapshotRequest decided = engines(configured, HERE).decided(request(as, asked), () -> bytes);

        // Then
        assertThat(decided.engine()).isEqualTo(engine);
        assertThat(decided.as()).isEqualTo(kept);
    }

    @Test
    void whereThereIsNoSparkEitherOfTwoIsTheService() throws SQLException {
        assertThat(engines("auto", spark("nowhere"))
                        .decided(request(null, null), () -> 5000)
                        .engine())
                .isEqualTo(Engine.SERVICE);
    }

    @ParameterizedTest
    @CsvSource({"nowhere, it has no folder jars", "empty, the jar of our jobs is missing"})
    void sparkThatIsNotThereIsRefusedWithTheWayToGetIt(String home, String reason) throws Exception {
        // Given
        Files.createDirectories(folder.resolve("empty/jars"));

        // When, Then
        assertThatThrownBy(() -> engines("service", spark(home)).decided(request(null, Engine.SPARK), () -> 5))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().detail()).contains(reason);
                    assertThat(e.problem().hint()).contains("./mvnw -f spark/pom.xml package");
                });
    }

    @Test
    void sparkKeepsRowsAsParquetOnly() {
        assertThatThrownBy(() -> request(As.AVRO, Engine.SPARK))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Spark keeps rows as parquet, not as avro");
    }
}

package rows.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkJobTest {

    @TempDir
    private Path work;

    private SparkSettings settings(Path place) {
        return new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(SparkSettings.class)
                .withDefaultValues(Map.of("spark.work", place.toString()))
                .build()
                .getConfigMapping(SparkSettings.class);
    }

    @Test
    void ofAJobWhoseServiceWasKilledTheLogAloneIsLeft() throws Exception {
        // Given
        Path local = Files.createDirectories(work.resolve("run/local/blockmgr"));
        Files.writeString(local.resolve("shuffle"), "x");
        Path log = Files.writeString(work.resolve("run.log"), "why");

        // When
        SparkJob.sweep(settings(work));

        // Then
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).containsExactly(log);
        }
    }

    @Test
    void whereNoJobEverRanNothingIsSwept() throws Exception {
        // Given
        Path never = work.resolve("never");

        // When
        SparkJob.sweep(settings(never));

        // Then
        assertThat(never).doesNotExist();
    }
}

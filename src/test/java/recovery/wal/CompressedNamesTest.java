package recovery.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Lsn;
import postgres.server.PgPrograms;
import postgres.server.ServerSettings;
import postgres.server.WalServer;

/** After a checkpoint the name of a new table is only in the image of a page, which may be compressed. */
class CompressedNamesTest {

    @TempDir
    Path temporary;

    @Test
    @Tag("every-postgres")
    void namesAreReadFromImagesThatPostgresCompressedItself() throws Exception {
        // When, Then
        try (WalServer server =
                WalServer.embedded(temporary, ServerSettings.ofItsOwn(0).with("wal_compression", "on"))) {
            nameIsFound(server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "zstd"})
    void namesAreReadFromImagesCompressedByOthers(String compression) throws Exception {
        // Given
        Optional<PgPrograms> programs = WalServer.installed(15);
        assumeTrue(programs.isPresent(), "PostgreSQL 15 is not installed");

        // When, Then
        try (WalServer server = WalServer.of(
                programs.get(), temporary, ServerSettings.ofItsOwn(0).with("wal_compression", compression))) {
            nameIsFound(server);
        }
    }

    private static void nameIsFound(WalServer server) throws Exception {
        Lsn start = server.flushed();
        server.execute(
                "checkpoint", "create table compressed as select generate_series(1, 30) a", "truncate compressed");
        try (IncidentWatch watch = new IncidentWatch(
                WalSource.of(server.wal(), 1), new IncidentState(start, start, new Relations()), Thresholds.USUAL)) {
            assertThat(watch.readOn())
                    .extracting(
                            incident -> incident.kind() + " " + incident.table().display() + " " + incident.rows())
                    .containsExactly("TRUNCATE compressed 30");
        }
    }
}

package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import ledger.Door;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import snapshot.ConnectionBudget;
import snapshot.Expiry;
import snapshot.SchemaScript;
import snapshot.SnapshotIndex;
import snapshot.Snapshots;
import snapshot.TableSnapshots;
import snapshot.Verifier;

/** Sets of format 1, made by version 0.1.0 on PostgreSQL 18 and never made anew: they are read and proven for ever. */
class GoldenSetTest extends LedgerCamel {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/format-1");

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ConnectionBudget connections = new ConnectionBudget(10);
        Snapshots snapshots = new Snapshots(
                POOL,
                repository,
                snapshotSettings,
                new SchemaScript(Optional.empty(), snapshotSettings),
                active,
                connections,
                engines());
        return withEnds(new SnapshotRoutes(
                snapshots,
                new TableSnapshots(POOL, snapshots, snapshotSettings, active, connections),
                new Verifier(POOL, new SnapshotIndex(POOL, repository, snapshotSettings), repository, active),
                new Expiry(POOL, repository, snapshotSettings, active),
                snapshotSettings,
                attempts(),
                ledger));
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "avro", "parquet"})
    void aSetOfFormatOneIsProvenByARestoreWithEqualRows(String as) throws IOException, java.sql.SQLException {
        // Given
        Path set;
        try (Stream<Path> sets = Files.list(GOLDEN.resolve(as))) {
            set = sets.findFirst().orElseThrow();
        }
        Path here = Files.createDirectories(folder.resolve("snapshots").resolve(set.getFileName()));
        try (Stream<Path> files = Files.list(set)) {
            for (Path file : files.toList()) {
                Files.copy(file, here.resolve(file.getFileName()));
            }
        }

        // When
        Run run = serve(
                "verify-run",
                new Verifier.Request(
                        RunHeader.next(Door.HTTP), set.getFileName().toString()));

        // Then
        assertThat(run.state()).as(String.valueOf(run.problem())).isEqualTo(RunState.DONE);
    }
}

package routes;

import static org.assertj.core.api.Assertions.assertThat;

import dumps.load.DumpsLoadRequest;
import dumps.load.PassingSchemas;
import dumps.merge.Kept;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import ledger.Door;
import ledger.Rows;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;
import snapshot.ConnectionBudget;
import snapshot.Expiry;
import snapshot.Repository;
import snapshot.SchemaScript;
import snapshot.SnapshotIndex;
import snapshot.Snapshots;
import snapshot.TableSnapshots;
import snapshot.Verifier;

class DumpsSnapshotTest extends DumpsCamel {

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ConnectionBudget connections = new ConnectionBudget(10);
        SnapshotIndex index = new SnapshotIndex(POOL, repository, snapshotSettings);
        Snapshots snapshots = new Snapshots(
                POOL,
                repository,
                snapshotSettings,
                new SchemaScript(Optional.empty(), snapshotSettings),
                active,
                connections,
                engines());
        return Stream.concat(
                        Stream.of(super.createRouteBuilders()),
                        Stream.of(new SnapshotRoutes(
                                snapshots,
                                new TableSnapshots(POOL, snapshots, snapshotSettings, active, connections),
                                new Verifier(POOL, index, repository, active),
                                new Expiry(POOL, repository, snapshotSettings, active),
                                snapshotSettings,
                                attempts(),
                                ledger)))
                .toArray(RoutesBuilder[]::new);
    }

    private Run snapshot() throws Exception {
        return serve(
                "dumps-load-run",
                new DumpsLoadRequest(
                        RunHeader.next(Door.HTTP, null),
                        archive,
                        null,
                        "main",
                        null,
                        List.of(),
                        null,
                        null,
                        false,
                        true));
    }

    private List<String> schemas() throws Exception {
        return strings("select nspname from pg_namespace where nspname = '" + archive + "'");
    }

    @Test
    void aStateBecomesASnapshotAndLeavesNoTables() throws Exception {
        // Given
        keep(Kept.file("one.sql")
                .table("parts", "id int", "name text")
                .row(1, "a")
                .row(2, "b\0c"));

        // When
        Run run = snapshot();

        // Then
        assertThat(run.problem()).isNull();
        assertThat(run.state()).isEqualTo(RunState.DONE_WITH_REJECTS);
        assertThat(run.rows()).isEqualTo(new Rows(2, 1, 1, 0, 0));
        Repository.StoredSet set = repository.list().stream()
                .filter(one ->
                        one.manifest().id().equals(run.detail().path("snapshot").asText()))
                .findFirst()
                .orElseThrow();
        assertThat(set.manifest().tables()).singleElement().satisfies(table -> assertThat(table.toString())
                .contains(archive, "parts"));
        assertThat(schemas()).isEmpty();
    }

    @Test
    void aSchemaThatIsThereIsNotTakenForASnapshot() throws Exception {
        // Given
        keep(Kept.file("one.sql").table("parts", "id int").row(1));
        execute("create schema " + archive);

        // When
        Run run = snapshot();

        // Then
        assertThat(run.problem().status()).isEqualTo(409);
        assertThat(schemas()).hasSize(1);
    }

    @Test
    void whatAKilledProcessLeftIsDropped() throws Exception {
        // Given
        execute("create schema " + archive);
        execute("comment on schema " + archive + " is 'caravanserai: until a snapshot is made of it, run "
                + UUID.randomUUID() + "'");

        // When
        new PassingSchemas(POOL).dropLeft();

        // Then
        assertThat(schemas()).isEmpty();
    }
}

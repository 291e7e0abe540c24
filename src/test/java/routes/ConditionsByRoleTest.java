package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.Door;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import snapshot.ConnectionBudget;
import snapshot.Expiry;
import snapshot.SchemaScript;
import snapshot.SnapshotIndex;
import snapshot.SnapshotRequest;
import snapshot.Snapshots;
import snapshot.TableSnapshots;
import snapshot.Verifier;

/** Rows are chosen by somebody's condition with the rights of a role that may only read what it is granted. */
class ConditionsByRoleTest extends LedgerCamel {

    private static final String SECRETLY = "exists (select from public.hidden h where h.id = t.id)";

    @Override
    protected Map<String, String> settings() {
        return Map.of("snapshot.role", "chooses_rows");
    }

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

    @BeforeEach
    void make() throws Exception {
        DATABASE.execute(
                "create table shown as select n as id from generate_series(1, 9) n; create table hidden as select 5 as id;"
                        + " create role chooses_rows; grant select on shown to chooses_rows");
    }

    @AfterEach
    void drop() throws Exception {
        DATABASE.execute("drop table shown, hidden; drop owned by chooses_rows; drop role chooses_rows");
    }

    private Run snapshot(SnapshotRequest.As as, String where) throws Exception {
        return serve("snapshot-run", new SnapshotRequest(RunHeader.next(Door.HTTP), List.of("shown"), as, where, null));
    }

    @Test
    void whatTheRoleMaySeeIsChosen() throws Exception {
        // When
        Run run = snapshot(SnapshotRequest.As.FILES, "id > 4");

        // Then
        assertThat(run.state()).as(String.valueOf(run.problem())).isEqualTo(RunState.DONE);
        assertThat(run.rows().in()).isEqualTo(5);
    }

    @Test
    void whatItMayNotSeeIsRefused() throws Exception {
        // When
        Run run = snapshot(SnapshotRequest.As.FILES, SECRETLY);

        // Then
        assertThat(run.problem().status()).as(run.problem().detail()).isEqualTo(400);
        assertThat(run.problem().detail()).contains("permission denied for table hidden");
    }

    @Test
    void aBackupTableIsNotMadeByARoleThatOnlyReads() throws Exception {
        // When
        Run run = snapshot(SnapshotRequest.As.TABLE, "id > 4");

        // Then
        assertThat(run.problem().status()).isEqualTo(422);
        assertThat(run.problem().hint()).contains("as=files");
    }
}

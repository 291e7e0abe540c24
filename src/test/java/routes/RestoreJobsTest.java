package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import ledger.Door;
import ledger.Json;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import rows.change.RowChoice;
import rows.place.RemoteTargets;
import rows.undo.Settlement;
import rows.undo.UndoService;
import snapshot.ConnectionBudget;
import snapshot.Expiry;
import snapshot.RestoreJobs;
import snapshot.RestoreRequest;
import snapshot.Restorer;
import snapshot.SchemaScript;
import snapshot.SnapshotIndex;
import snapshot.SnapshotRequest;
import snapshot.Snapshots;
import snapshot.TableSnapshots;
import snapshot.Verifier;

/** What schedules make is made again, and what they did not make is left alone. */
class RestoreJobsTest extends LedgerCamel {

    private final String table = "t" + UUID.randomUUID().toString().substring(0, 8);
    private Restorer restorer;
    private final Expiry expiry = new Expiry(POOL, repository, snapshotSettings, active);

    @Override
    protected Map<String, String> settings() {
        return Map.of("snapshot.keep.last", "2");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ConnectionBudget connections = new ConnectionBudget(10);
        SnapshotIndex index = new SnapshotIndex(POOL, repository, snapshotSettings);
        RemoteTargets elsewhere = new RemoteTargets(POOL, databases(), snapshotSettings, active);
        Snapshots snapshots = new Snapshots(
                POOL,
                repository,
                snapshotSettings,
                new SchemaScript(Optional.empty(), snapshotSettings),
                active,
                connections,
                engines());
        restorer = new Restorer(POOL, index, snapshotSettings, elsewhere);
        return withEnds(
                new RowsRoutes(),
                new SnapshotRoutes(
                        snapshots,
                        new TableSnapshots(POOL, snapshots, snapshotSettings, active, connections),
                        new Verifier(POOL, index, repository, active),
                        expiry,
                        snapshotSettings,
                        attempts(),
                        ledger),
                new RestoreRoutes(
                        restorer,
                        staged(),
                        new UndoService(elsewhere, snapshotSettings),
                        ledger,
                        new Settlement(elsewhere),
                        attempts()),
                mocked("runs-begin"),
                new RestoreJobRoutes(nightly(), index));
    }

    private RestoreJobs nightly() {
        RestoreJobs.Job job = new RestoreJobs.Job() {
            @Override
            public Optional<String> cron() {
                return Optional.of("0 0 3 * * ?");
            }

            @Override
            public String snapshot() {
                return SnapshotIndex.LATEST;
            }

            @Override
            public Optional<List<String>> tables() {
                return Optional.of(List.of(table));
            }

            @Override
            public String into() {
                return "schema:staging";
            }

            @Override
            public String database() {
                return "main";
            }
        };
        return () -> Map.of("staging", job);
    }

    @BeforeEach
    void table() throws Exception {
        DATABASE.execute("create table " + table + " (id int primary key, v text)");
        DATABASE.execute("insert into " + table + " select i, 'v' || i from generate_series(1, 10) i");
    }

    private String kept(Door door, SnapshotRequest.As as) throws Exception {
        Run run = serve("snapshot-run", new SnapshotRequest(RunHeader.next(door), List.of(table), as, null, null));
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        return run.detail().get("snapshot").asText();
    }

    private Run restored(String snapshot, String into, String job) throws Exception {
        Run run = serve(
                "restore-run",
                new RestoreRequest(
                        RunHeader.next(Door.TIMER),
                        snapshot,
                        List.of(),
                        into,
                        "main",
                        RowChoice.ALL,
                        null,
                        List.of(),
                        false,
                        false,
                        true,
                        false,
                        job,
                        null));
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        return run;
    }

    private String rows(String of) throws Exception {
        return DATABASE.value("select count(*) || ' ' || coalesce(min(v), '') from " + of);
    }

    @Test
    void aJobReplacesWhatItMadeTouchedOrNot() throws Exception {
        // Given
        String set = kept(Door.TIMER, SnapshotRequest.As.FILES);
        String schema = "staging_" + table;
        restored(set, "schema:" + schema, "staging");
        DATABASE.execute("update " + schema + "." + table + " set v = 'masked'");
        DATABASE.execute("alter table " + schema + "." + table + " add more int");

        // When
        restored(set, "schema:" + schema, "staging");

        // Then
        assertThat(rows(schema + "." + table)).isEqualTo("10 v1");
        assertThat(DATABASE.value("select count(*) from pg_tables where schemaname = '" + schema + "'"))
                .isEqualTo("1");
    }

    @Test
    void aJobLeavesAloneWhatItDidNotMake() throws Exception {
        // Given
        String set = kept(Door.TIMER, SnapshotRequest.As.FILES);
        restored(set, "beside", null);
        DATABASE.execute("create table " + table + "3 as select 'mine' as v");

        // When
        Run first = restored(set, "beside", "staging");
        DATABASE.execute("delete from " + table + "4");
        DATABASE.execute("drop table " + table + "3");
        Run second = restored(set, "beside", "staging");
        Run other = restored(set, "beside", "another");

        // Then
        assertThat(first.detail().toString()).contains(table + "4");
        assertThat(second.detail().toString()).contains(table + "4").contains("was made by the job staging before");
        assertThat(other.detail().toString()).contains(table + "3");
        assertThat(rows(table + "2")).isEqualTo("10 v1");
        assertThat(rows(table + "4")).isEqualTo("10 v1");
    }

    @Test
    void whatIsDueIsTheNewestSetThatHoldsTheTables() throws Exception {
        // Given
        kept(Door.TIMER, SnapshotRequest.As.FILES);
        String newest = kept(Door.TIMER, SnapshotRequest.As.FILES);
        var begin = getMockEndpoint("mock:runs-begin");
        begin.expectedMessageCount(1);

        // When
        template.sendBodyAndHeader("direct:restore-due", "staging", "scheduledFireTime", new Date(0));

        // Then
        begin.assertIsSatisfied();
        RestoreRequest request = begin.getExchanges().get(0).getMessage().getBody(RestoreRequest.class);
        assertThat(request.snapshot()).isEqualTo(newest);
        assertThat(request.tables()).containsExactly(table);
        assertThat(request.into()).isEqualTo("schema:staging");
        assertThat(request.job()).isEqualTo("staging");
        assertThat(request.header().idempotencyKey()).isEqualTo("restore staging due 1970-01-01T00:00:00Z");
    }

    @Test
    void theRulesDeleteBackupTablesThatTheScheduleMadeAndNoOthers() throws Exception {
        // Given
        String called = kept(Door.HTTP, SnapshotRequest.As.TABLE);
        String first = kept(Door.TIMER, SnapshotRequest.As.TABLE);
        String second = kept(Door.TIMER, SnapshotRequest.As.TABLE);
        String third = kept(Door.TIMER, SnapshotRequest.As.TABLE);
        Expiry.Request request = new Expiry.Request(RunHeader.next(Door.TIMER));
        ledger.begin(request);

        // When
        var end = expiry.apply(request);

        // Then
        assertThat(end.detail().get("tables"))
                .filteredOn(judged -> judged.get("id").asText().startsWith(table))
                .extracting(judged ->
                        judged.get("id").asText() + " " + judged.get("keep").asBoolean())
                .containsExactly(third + " true", second + " true", first + " false");
        assertThat(DATABASE.value(
                        "select string_agg(tablename, ' ' order by tablename) from pg_tables where tablename like '"
                                + table + "_backup%'"))
                .isEqualTo(String.join(" ", called, second, third));
    }

    @Test
    void rowsAreToldApartByAnotherUniqueConstraintWhereThatIsSaid() throws Exception {
        // Given
        DATABASE.execute("alter table " + table + " add unique (v), alter v set not null");
        String set = kept(Door.HTTP, SnapshotRequest.As.FILES);
        DATABASE.execute("update " + table + " set id = id + 100 where id > 8");
        DATABASE.execute("delete from " + table + " where v = 'v1'");

        // When
        var byPrimaryKey = restorer.diff(set, table, "main", List.of());
        var byName = restorer.diff(set, table, "main", List.of("v"));
        Run run = serve(
                "restore-run",
                new RestoreRequest(
                        RunHeader.next(Door.HTTP),
                        set,
                        List.of(table),
                        "original",
                        "main",
                        RowChoice.ALL,
                        Json.read("[\"v1\", \"v10\"]"),
                        List.of("v"),
                        false,
                        false,
                        false,
                        false,
                        null,
                        null));

        // Then
        assertThat(List.of(byPrimaryKey.missing(), byPrimaryKey.changed(), byPrimaryKey.added()))
                .containsExactly(3L, 0L, 2L);
        assertThat(List.of(byName.missing(), byName.changed(), byName.added())).containsExactly(1L, 2L, 0L);
        assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
        assertThat(DATABASE.value(
                        "select string_agg(id || v, ' ' order by id) from " + table + " where id not between 2 and 7"))
                .isEqualTo("1v1 8v8 10v10 109v9");
        Run undone = serve("undo-run", UndoService.Request.of(RunHeader.next(Door.HTTP), standing(run.id()), false));
        assertThat(undone.state()).as(Json.write(undone)).isEqualTo(RunState.DONE);
        assertThat(DATABASE.value(
                        "select string_agg(id || v, ' ' order by id) from " + table + " where id not between 2 and 7"))
                .isEqualTo("8v8 109v9 110v10");
    }

    private Run standing(UUID run) throws Exception {
        return ledger.find(run).orElseThrow();
    }
}

package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import ledger.Door;
import ledger.Json;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Databases;
import postgres.Query;
import postgres.TestServer;
import rows.change.BeforeImages;
import rows.change.ImageLedger;
import rows.place.RemoteTargets;
import rows.undo.Settlement;
import rows.undo.UndoService;
import snapshot.Restorer;
import snapshot.SnapshotIndex;
import sync.DeleteLogs;
import sync.Flows;
import sync.Syncer;
import sync.compare.CompareRequest;
import sync.compare.CompareRuns;
import sync.compare.Comparer;
import sync.compare.LeftRepairs;
import sync.copy.Copier;
import sync.copy.CopyRuns;

/** A repair of which the target has all and the ledger no end, as a crash between the two commits leaves it. */
class LeftRepairsTest extends LedgerCamel {

    private static final String OTHER_URL = TestServer.createDatabase();
    private static final DataSource OTHER = LocalTransactions.pool(OTHER_URL);

    private final Databases both = new Databases(
            POOL,
            () -> Map.of("other", sync.TwoDatabases.database(OTHER_URL, TestServer.username(), TestServer.password())));
    private Comparer comparer;
    private Flows flows;

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "sync.flows.there.to", "other",
                "sync.flows.back.from", "other",
                "sync.flows.back.to", "main",
                "sync.flows.there.tables", "mended",
                "sync.flows.back.tables", "mended");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        flows = new Flows(syncSettings, both);
        comparer = new Comparer(both, syncSettings, active, new ImageLedger(POOL));
        Copier copier = new Copier(both, syncSettings, ledger, active);
        RemoteTargets targets = new RemoteTargets(POOL, both, snapshotSettings, active);
        Settlement settlement = new Settlement(targets);
        return withEnds(
                mocked("runs-begin"),
                new RowsRoutes(),
                new RestoreRoutes(
                        new Restorer(
                                POOL, new SnapshotIndex(POOL, repository, snapshotSettings), snapshotSettings, targets),
                        staged(),
                        new UndoService(targets, snapshotSettings),
                        ledger,
                        settlement,
                        attempts()),
                new SyncRoutes(
                        flows,
                        new Syncer(flows, both, syncSettings, active),
                        new DeleteLogs(flows, both, syncSettings, active),
                        new CopyRuns(flows, both, copier),
                        new CompareRuns(flows, both, comparer),
                        copier,
                        new LeftRepairs(ledger, flows, settlement),
                        active,
                        waiters,
                        attempts()));
    }

    @BeforeEach
    void make() throws SQLException {
        String table = "drop table if exists mended; create table mended (id int primary key, v text);"
                + " insert into mended select i, '%s' || i from generate_series(1, 20) i";
        DATABASE.execute(table.formatted("here "));
        other(table.formatted("there "));
    }

    private static void other(String sql) throws SQLException {
        try (Connection connection = OTHER.getConnection()) {
            Query.execute(connection, sql);
        }
    }

    private static String values(DataSource of) throws SQLException {
        try (Connection connection = of.getConnection()) {
            return Query.first(
                            connection,
                            "select string_agg(distinct split_part(v, ' ', 1), ' ') from mended",
                            row -> row.getString(1))
                    .orElseThrow();
        }
    }

    private CompareRequest left(String flow) throws SQLException {
        CompareRequest request = new CompareRequest(RunHeader.next(Door.HTTP), flow, List.of(), true);
        gone().begin(request);
        return request;
    }

    private Run ended(CompareRequest request) throws SQLException {
        Awaitility.await().until(() -> standing(request).state() != RunState.RUNNING);
        return standing(request);
    }

    private Run undone(Run run) throws SQLException {
        return serve("undo-run", UndoService.Request.of(RunHeader.next(Door.HTTP), run, false));
    }

    @Test
    void isDoneAtTheNextStartAndCanBeUndone() throws Exception {
        for (String flow : List.of("there", "back")) {
            // Given
            make();
            DataSource target = flow.equals("there") ? OTHER : POOL;
            String before = values(target);
            CompareRequest request = left(flow);
            comparer.compare(request, flows.find(flow));
            active.forget(request.run());

            // When
            start("compare-resume");
            Run run = ended(request);

            // Then
            assertThat(run.state()).as(Json.write(run)).isEqualTo(RunState.DONE);
            assertThat(run.rows().loaded()).isEqualTo(20);
            assertThat(values(target)).isNotEqualTo(before);
            assertThat(undone(run).state()).isEqualTo(RunState.DONE);
            assertThat(values(target)).isEqualTo(before);
            context.getRouteController().stopRoute("compare-resume");
        }
    }

    @Test
    void hasFailedIfTheTargetHasNothingOfIt() throws Exception {
        // Given
        CompareRequest request = left("there");
        CompareRequest unknown = left("of nobody");

        // When
        start("compare-resume");
        Run run = ended(request);

        // Then
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.problem().detail()).contains("nothing of it was kept there");
        assertThat(ended(unknown).problem().detail()).contains("there is no flow of nobody any more");
        assertThat(values(OTHER)).isEqualTo("there");
    }

    @Test
    void isNotDoneTwiceByTheNextTry() throws Exception {
        // Given
        CompareRequest request = new CompareRequest(RunHeader.next(Door.HTTP), "there", List.of(), true);
        ledger.begin(request);
        RunEnd first = comparer.compare(request, flows.find("there"));
        other("update mended set v = 'later' where id = 1");

        // When
        Run run = serve("compare-run", request);

        // Then
        assertThat(run.rows()).isEqualTo(first.rows());
        assertThat(values(OTHER)).isEqualTo("here later");
        try (Connection connection = POOL.getConnection()) {
            assertThat(BeforeImages.of(connection, request.run())).hasSize(1);
        }
    }
}

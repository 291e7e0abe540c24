package routes;

import ingest.AcceptedRequests;
import ingest.IngestSettings;
import ingest.Spool;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Installation;
import ledger.Ledger;
import ledger.LedgerDatabase;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunKinds;
import ledger.RunRequest;
import ledger.RunSettings;
import ledger.RunWatch;
import ledger.UnwrittenEnds;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.FileUtil;
import org.junit.jupiter.api.AfterEach;
import postgres.Databases;
import snapshot.Repository;
import snapshot.SnapshotSettings;
import snapshot.Verifier;
import snapshot.drill.DrillSettings;
import sync.SyncSettings;

/** The same with real verbs over a ledger, an installation and folders of a test's own, in real transactions. */
public abstract class LedgerCamel extends PlainCamel {

    protected static final LedgerDatabase DATABASE = new LedgerDatabase();
    protected static final DataSource POOL = LocalTransactions.pool(DATABASE.url());

    protected final Path folder;

    private final String installation = UUID.randomUUID().toString();
    protected final ActiveRuns active = new ActiveRuns();
    protected final Ledger ledger = ledger(active);
    protected final UnwrittenEnds unwritten = new UnwrittenEnds();
    protected final RunWaiters waiters;
    protected final Spool spool;
    protected final AcceptedRequests accepted;
    protected final Repository repository;
    protected final RunSettings runSettings;
    protected final IngestSettings ingestSettings;
    protected final SnapshotSettings snapshotSettings;
    protected final DrillSettings drillSettings;
    protected final SyncSettings syncSettings;

    protected LedgerCamel() {
        try {
            folder = Files.createTempDirectory("routes-test-");
            spool = new Spool(folder.resolve("spool"));
            repository = new Repository(folder.resolve("snapshots"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folders of a test", e);
        }
        accepted = new AcceptedRequests(spool, ledger, active);
        Map<String, String> all = new HashMap<>(settings());
        all.put("snapshot.repository", folder.resolve("snapshots").toString());
        all.put("ingest.inbox", folder.resolve("inbox").toString());
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(RunSettings.class)
                .withMapping(IngestSettings.class)
                .withMapping(SnapshotSettings.class)
                .withMapping(DrillSettings.class)
                .withMapping(SyncSettings.class)
                .withDefaultValues(all)
                .build();
        runSettings = config.getConfigMapping(RunSettings.class);
        waiters = new RunWaiters(
                active, ledger, unwritten, new RunWatch(DATABASE.dataSource()::getConnection, ledger), runSettings);
        ingestSettings = config.getConfigMapping(IngestSettings.class);
        snapshotSettings = config.getConfigMapping(SnapshotSettings.class);
        drillSettings = config.getConfigMapping(DrillSettings.class);
        syncSettings = config.getConfigMapping(SyncSettings.class);
    }

    @AfterEach
    void clear() {
        FileUtil.removeDir(folder.toFile());
    }

    /** What a test wants to be set otherwise. */
    protected Map<String, String> settings() {
        return Map.of();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        camel.getPropertiesComponent()
                .addInitialProperty("ingest.inbox", folder.resolve("inbox").toString());
        camel.getPropertiesComponent().addInitialProperty("ingest.at-once", "1");
        camel.getPropertiesComponent().addInitialProperty("ingest.settle-millis", "0");
        return camel;
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind(LocalTransactions.NAME, new LocalTransactions());
        registry.bind("dataSource", POOL);
        // As Quarkus calls it.
        registry.bind("default", POOL);
    }

    /** These routes beside those that end runs, with what happens to them when something breaks. */
    protected RoutesBuilder[] withEnds(RoutesBuilder... routes) throws Exception {
        context.addRoutesConfigurations(new FailureRoutes());
        List<RoutesBuilder> all = new ArrayList<>(List.of(routes));
        all.add(new RunEndRoutes(ledger, active, unwritten, accepted, waiters));
        return all.toArray(RoutesBuilder[]::new);
    }

    /** The routes of runs themselves, for doors that lead to them. */
    protected RoutesBuilder runs() {
        return new RunRoutes(ledger, active, accepted, workers(), new RunKinds(List.of()));
    }

    protected RunAttempts attempts() {
        return new RunAttempts(template);
    }

    protected RunWorkers workers() {
        return new RunWorkers(template, runSettings, waiters, unwritten);
    }

    /** The databases that there are: the one with the ledger, and the same under another name. */
    protected Databases databases() {
        return new Databases(POOL, () -> Map.of("copy", sync.TwoDatabases.database(DATABASE.url(), "", "")));
    }

    /** As another process of the same installation, which is gone, sees the ledger. */
    protected Ledger gone() {
        return ledger(new ActiveRuns());
    }

    private Ledger ledger(ActiveRuns runs) {
        return new Ledger(POOL, runs, new Installation(installation, "here"));
    }

    protected Run standing(RunRequest request) throws SQLException {
        return ledger.find(request.run()).orElseThrow();
    }

    /** Serves a request that the ledger knows, by the route of its kind; returns the run as it is answered. */
    protected Run serve(String route, RunRequest request) throws SQLException {
        ledger.begin(request);
        return waiters.tell(template.requestBody("direct:" + route, request, Run.class));
    }

    /** A mock endpoint instead of the work of a run, which does it without any rows. */
    protected MockEndpoint doneInPlaceOf(String route, RunRequest request) throws Exception {
        MockEndpoint work = inPlaceOf(route);
        work.whenAnyExchangeReceived(answering(body ->
                template.requestBody("direct:runs-finish", RunEnd.done(request.run(), Rows.NONE, null), Run.class)));
        return work;
    }

    /** A mock endpoint instead of the work of a run, which breaks each time. */
    protected MockEndpoint brokenInPlaceOf(String route, Throwable trouble) throws Exception {
        MockEndpoint work = inPlaceOf(route);
        work.whenAnyExchangeReceived(failing(trouble));
        return work;
    }

    /** Some request, of a kind that ends with its process. */
    protected static Verifier.Request some(String idempotencyKey) {
        return new Verifier.Request(RunHeader.next(Door.HTTP, idempotencyKey), "a set");
    }
}

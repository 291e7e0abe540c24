package routes;

import ingest.AcceptedRequests;
import ingest.Corrections;
import ingest.Inbox;
import ingest.InboxArchives;
import ingest.InboxTurns;
import ingest.IngestSettings;
import ingest.LetterHome;
import ingest.LoadOrder;
import ingest.LoadProfiles;
import ingest.Loader;
import ingest.Redrive;
import ingest.Spool;
import ingest.Statistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.util.Optional;
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
import ledger.RunMeters;
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
import postgres.TestServer;
import recovery.RecoverySettings;
import recovery.backup.BackupRepository;
import rows.place.RemoteTargets;
import snapshot.Engines;
import snapshot.Repository;
import snapshot.SnapshotIndex;
import snapshot.SnapshotSettings;
import snapshot.StagedRestores;
import snapshot.Verifier;
import snapshot.drill.DrillSettings;
import snapshot.parts.InProcess;
import snapshot.parts.PartRunner;
import sync.SyncSettings;

/** The same with real verbs over a ledger, an installation and folders of a test's own, in real transactions. */
public abstract class LedgerCamel extends PlainCamel {

    protected static final LedgerDatabase DATABASE = new LedgerDatabase();
    protected static final DataSource POOL = LocalTransactions.pool(DATABASE.url());

    protected final Path folder;

    private Inbox inbox;
    private InboxTurns turns;
    private final String installation = UUID.randomUUID().toString();
    protected final ActiveRuns active = new ActiveRuns();
    protected final Ledger ledger = ledger(active);
    protected final UnwrittenEnds unwritten = new UnwrittenEnds();
    protected final MeterRegistry meters = new SimpleMeterRegistry();
    protected final RunWaiters waiters;
    protected final Spool spool;
    protected final LoadOrder order = new LoadOrder(POOL::getConnection, databases());
    protected final AcceptedRequests accepted;
    protected final Repository repository;
    protected final RunSettings runSettings;
    protected final IngestSettings ingestSettings;
    protected final SnapshotSettings snapshotSettings;
    protected final DrillSettings drillSettings;
    protected final SyncSettings syncSettings;
    protected final RecoverySettings recoverySettings;
    protected final BackupRepository baseBackups;

    protected LedgerCamel() {
        try {
            folder = Files.createTempDirectory("routes-test-");
            spool = new Spool(folder.resolve("spool"));
            repository = new Repository(folder.resolve("snapshots"));
            baseBackups = new BackupRepository(folder.resolve("base-backups"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folders of a test", e);
        }
        accepted = new AcceptedRequests(spool, ledger, active, order);
        Map<String, String> all = new HashMap<>(settings());
        all.put("snapshot.repository", folder.resolve("snapshots").toString());
        all.put("recovery.servers", folder.resolve("recoveries").toString());
        all.put("recovery.wal", folder.resolve("wal").toString());
        all.putIfAbsent("recovery.wal.receive", "off");
        all.put("recovery.base-backups", folder.resolve("base-backups").toString());
        all.put("ingest.inbox", folder.resolve("inbox").toString());
        all.put("ingest.corrections", folder.resolve("corrections").toString());
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(RunSettings.class)
                .withMapping(IngestSettings.class)
                .withMapping(SnapshotSettings.class)
                .withMapping(DrillSettings.class)
                .withMapping(SyncSettings.class)
                .withMapping(RecoverySettings.class)
                .withDefaultValues(all)
                .build();
        runSettings = config.getConfigMapping(RunSettings.class);
        waiters = new RunWaiters(
                active,
                ledger,
                unwritten,
                new RunWatch(DATABASE.dataSource()::getConnection, ledger),
                runSettings,
                new RunMeters(meters));
        ingestSettings = config.getConfigMapping(IngestSettings.class);
        snapshotSettings = config.getConfigMapping(SnapshotSettings.class);
        drillSettings = config.getConfigMapping(DrillSettings.class);
        syncSettings = config.getConfigMapping(SyncSettings.class);
        recoverySettings = config.getConfigMapping(RecoverySettings.class);
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
        camel.getPropertiesComponent()
                .addInitialProperty(
                        "ingest.corrections", folder.resolve("corrections").toString());
        camel.getPropertiesComponent().addInitialProperty("ingest.at-once", "1");
        camel.getPropertiesComponent().addInitialProperty("ingest.settle-millis", "0");
        return camel;
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind(LocalTransactions.NAME, new LocalTransactions());
        registry.bind("dataSource", POOL);
        registry.bind("main", POOL);
        registry.bind("ledger", POOL);
    }

    /** These routes beside those that end runs, with what happens to them when something breaks. */
    protected RoutesBuilder[] withEnds(RoutesBuilder... routes) throws Exception {
        context.addRoutesConfigurations(new FailureRoutes());
        List<RoutesBuilder> all = new ArrayList<>(List.of(routes));
        all.add(new RunEndRoutes(ledger, active, unwritten, accepted, waiters));
        all.add(new DeadMessageRoutes());
        return all.toArray(RoutesBuilder[]::new);
    }

    /** Who writes the parts of sets that are made in parts: this process, unless a test has others. */
    protected PartRunner partRunner() {
        return new InProcess(task -> task);
    }

    protected Engines engines() {
        return new Engines(snapshotSettings, partRunner(), Optional.of(TestServer.password()));
    }

    /** The routes of runs themselves, for doors that lead to them. */
    protected RoutesBuilder runs() {
        return new RunRoutes(ledger, active, accepted, workers(), new RunKinds(List.of()));
    }

    /** The routes that load, over an inbox of the test's own. */
    protected RoutesBuilder loading() throws IOException {
        context.getPropertiesComponent()
                .addOverrideProperty("ingest.inbox", folder.resolve("inbox").toString());
        return new IngestRoutes(
                inbox(),
                turns(),
                new LoadProfiles(ingestSettings),
                new Loader(sites(), ingestSettings),
                new Redrive(DATABASE.dataSource()::getConnection, sites(), new LetterHome(sites()), ingestSettings),
                ledger,
                waiters,
                accepted,
                attempts(),
                workers(),
                new Statistics(POOL),
                order);
    }

    /** The routes of archives in that inbox. */
    protected RoutesBuilder archives() throws IOException {
        return new ArchiveRoutes(
                new InboxArchives(
                        inbox(), turns(), new LoadProfiles(ingestSettings), spool, ledger, active, ingestSettings),
                accepted);
    }

    protected Inbox inbox() throws IOException {
        if (inbox == null) {
            inbox = new Inbox(folder.resolve("inbox"));
        }
        return inbox;
    }

    private InboxTurns turns() throws IOException {
        if (turns == null) {
            turns = new InboxTurns(inbox(), order, new LoadProfiles(ingestSettings), ingestSettings);
        }
        return turns;
    }

    /** Restores whose rows others bring. */
    protected StagedRestores staged() {
        return new StagedRestores(
                POOL,
                databases(),
                new SnapshotIndex(POOL, repository, snapshotSettings),
                snapshotSettings,
                engines(),
                active);
    }

    protected RunAttempts attempts() {
        return new RunAttempts(template);
    }

    protected RunWorkers workers() {
        return new RunWorkers(template, runSettings, waiters, unwritten);
    }

    /** Where rows go. */
    protected RemoteTargets sites() {
        return new RemoteTargets(POOL, databases(), snapshotSettings, active);
    }

    protected Corrections corrections() {
        return new Corrections(POOL, new LetterHome(sites()));
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

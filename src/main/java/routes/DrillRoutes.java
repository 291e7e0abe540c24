package routes;

import static routes.Steps.exchange;
import static routes.Steps.holds;
import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import ledger.Door;
import ledger.Ledger;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunId;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.jboss.logging.Logger;
import snapshot.SnapshotRequest;
import snapshot.Verifier;
import snapshot.drill.Drill;
import snapshot.drill.DrillKinds;
import snapshot.drill.DrillRequest;
import snapshot.drill.DrillSettings;
import snapshot.drill.Drills;
import snapshot.drill.Loss;
import snapshot.drill.Via;

/**
 * The data-loss drill, a saga: back up, delete, restore and prove, each committed with its record in the ledger. What
 * breaks before the delete is undone; what breaks after it is tried again, now and at every tick, until the rows are back.
 */
@ApplicationScoped
class DrillRoutes extends EndpointRouteBuilder implements Scheduled {

    private static final Logger LOG = Logger.getLogger(DrillRoutes.class);
    private static final Problem INTERRUPTED =
            Problem.conflict("the service stopped before anything was deleted", "nothing is lost; start another drill");

    private final Drills drills;
    private final DrillSettings settings;
    private final Ledger ledger;
    private final RunWaiters waiters;
    private final SecureRandom seeds = new SecureRandom();
    private final RunAttempts attempts;

    DrillRoutes(Drills drills, DrillSettings settings, Ledger ledger, RunWaiters waiters, RunAttempts attempts) {
        this.drills = drills;
        this.settings = settings;
        this.ledger = ledger;
        this.waiters = waiters;
        this.attempts = attempts;
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("drill-due"))
            .routeId("drill-due")
            .transform(verb(this::tables))
            .split(body())
                .transform(exchange(this::scheduled))
                .to(direct("runs-begin"))
            .end();

        from(direct("drill-run"))
            .routeId("drill-run")
            .routeConfigurationId("drill-left")
            .process(RunAttempts::enter)
            .transform(attempts.at("drill-steps"));

        from(direct("drill-steps"))
            .routeId("drill-steps")
            .routeConfigurationId("drill")
            .process(RunAttempts::enter)
            .transform(attempts.step("drill-backup", Drill.class))
            .choice()
                .when(holds(Drill.class, Drill::wantsFiles))
                    .transform(attempts.step("drill-files", Drill.class))
            .end()
            .transform(attempts.step("drill-delete", Drill.class))
            .transform(attempts.step("drill-restore", Drill.class))
            .transform(verb(Drill.class, DrillRoutes::done))
            .transform(attempts.at("drill-end"));

        // How far it is, the ledger knows best; if not even that can be asked, the run is left to the next tick.
        from(direct("drill-rescue"))
            .routeId("drill-rescue")
            .routeConfigurationId("last-stop")
            .transform(exchange(this::howFar))
            .choice()
                .when(holds(Drill.class, Drill::rowsAreGone))
                    .transform(exchange(this::wait))
                .when(holds(Drill.class, Drill::hasBackup))
                    .transform(exchange(DrillRoutes::broken))
                    .transform(attempts.at("drill-end"))
                .otherwise()
                    .to(direct("runs-failed"))
            .end();

        from(direct("drill-backup"))
            .routeId("drill-backup")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(DrillRequest.class, drills::backUp));

        // A snapshot and its proof are runs of their own; the drill goes on with the set, or is undone for the same reason.
        from(direct("drill-files"))
            .routeId("drill-files")
            .routeConfigurationId("in-transaction")
            .setProperty("drill", body())
            .setProperty("since", verb(System::nanoTime))
            .transform(verb(Drill.class, this::set))
            .to(direct("snapshot-run"))
            .transform(verb(Run.class, this::proof))
            .to(direct("verify-run"))
            .transform(verb(Run.class, DrillRoutes::proven))
            .transform(exchange(DrillRoutes::files))
            .transform(attempts.step("drill-kept", Drill.class));

        from(direct("drill-kept"))
            .routeId("drill-kept")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(Files.class, this::kept));

        from(direct("drill-delete"))
            .routeId("drill-delete")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(Drill.class, drills::delete));

        from(direct("drill-restore"))
            .routeId("drill-restore")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(Drill.class, drills::restore));

        from(direct("drill-end"))
            .routeId("drill-end")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(Drills.Ending.class, drills::end))
            .to(direct("runs-finish"));

        // What a crash or a lasting outage left between two steps: finished where rows are gone, else undone.
        from(timer("drill-resume").delay(0).period(10_000))
            .routeId("drill-resume")
            .routeConfigurationId("quiet")
            .transform(verb(() -> ledger.leftRunning(DrillKinds.DRILL)))
            .split(body())
                .to(direct("drill-finish"))
            .end();

        from(direct("drill-finish"))
            .routeId("drill-finish")
            .routeConfigurationId("drill")
            .setProperty("begun", body())
            .setProperty("run", verb(Run.class, Run::id))
            .transform(verb(Run.class, drills::resume))
            .choice()
                .when(holds(Drill.class, Drill::rowsAreGone))
                    .transform(attempts.step("drill-restore", Drill.class))
            .end()
            .transform(verb(Drill.class, DrillRoutes::interrupted))
            .transform(attempts.at("drill-end"))
            .transform(verb(Run.class, waiters::tell));
    }
    // spotless:on

    /**
     * A set of files that a drill goes on with.
     *
     * @param seconds that it took to write and to verify it
     */
    private record Files(Drill drill, String snapshot, double seconds) {}

    private SnapshotRequest set(Drill drill) throws SQLException {
        SnapshotRequest request =
                new SnapshotRequest(header(drill.request()), drill.tables(), SnapshotRequest.As.FILES, null, null);
        ledger.begin(request);
        return request;
    }

    private Verifier.Request proof(Run made) throws SQLException {
        Verifier.Request request = new Verifier.Request(
                new RunHeader(RunId.next(), Door.valueOf(made.door().toUpperCase(Locale.ROOT)), null, made.askedBy()),
                proven(made).detail().get("snapshot").asText());
        ledger.begin(request);
        return request;
    }

    private static RunHeader header(DrillRequest request) {
        return new RunHeader(
                RunId.next(), request.door(), null, request.header().askedBy());
    }

    private static Run proven(Run run) {
        if (run.state() != RunState.DONE) {
            throw new ProblemException(Objects.requireNonNullElseGet(
                    run.problem(),
                    () -> Problem.conflict(
                            "the " + run.kind() + " for the drill is "
                                    + run.state().text(),
                            "nothing was deleted")));
        }
        return run;
    }

    private static Files files(Exchange exchange) {
        return new Files(
                exchange.getProperty("drill", Drill.class),
                exchange.getMessage()
                        .getBody(Run.class)
                        .detail()
                        .get("snapshot")
                        .asText(),
                Duration.ofNanos(System.nanoTime() - exchange.getProperty("since", Long.class))
                                .toMillis()
                        / 1000.0);
    }

    private Drill kept(Files files) throws SQLException {
        return drills.kept(files.drill(), files.snapshot(), files.seconds());
    }

    private List<String> tables() {
        return settings.tables().orElse(List.of());
    }

    @Override
    public List<Schedule> schedules() {
        return settings.cron().map(cron -> new Schedule("drill", "", cron, "drill-due")).stream()
                .toList();
    }

    private DrillRequest scheduled(Exchange exchange) {
        String table = exchange.getMessage().getBody(String.class);
        return new DrillRequest(
                RunHeader.next(Door.TIMER, ScheduledFiring.key("drill of " + table, exchange)),
                table,
                new Loss.Sample(settings.rows(), seeds.nextInt(Integer.MAX_VALUE)),
                false,
                Via.TABLE,
                List.of());
    }

    private static Drills.Ending done(Drill drill) {
        return new Drills.Ending(drill, null);
    }

    private static Drills.Ending interrupted(Drill drill) {
        return new Drills.Ending(drill, INTERRUPTED);
    }

    private static Drills.Ending broken(Exchange exchange) {
        if (!problem(exchange).isRefusal()) {
            LOG.errorf(
                    exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class),
                    "drill %s broke before anything was deleted",
                    exchange.getProperty("run"));
        }
        return new Drills.Ending(drill(exchange), problem(exchange));
    }

    private Drill howFar(Exchange exchange) throws SQLException {
        UUID run = exchange.getProperty("run", UUID.class);
        return drills.resume(ledger.find(run).orElseThrow());
    }

    /** Rows are gone: the run goes on running, and is taken up again at the next tick. */
    private Run wait(Exchange exchange) throws SQLException {
        Drill drill = drill(exchange);
        Problem problem = problem(exchange);
        drills.report(drill, problem);
        LOG.errorf(
                "the rows of drill %s are in a backup table and not back yet, and this is tried again: %s",
                drill.request().run(), problem.detail());
        return ledger.find(drill.request().run()).orElseThrow();
    }

    private static Drill drill(Exchange exchange) {
        return exchange.getMessage().getBody(Drill.class);
    }

    private static Problem problem(Exchange exchange) {
        return Problems.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }
}

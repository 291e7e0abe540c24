package routes;

import static routes.Verbs.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.Door;
import ledger.Ledger;
import ledger.Problem;
import ledger.Run;
import ledger.RunId;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.jboss.logging.Logger;
import snapshot.drill.Drill;
import snapshot.drill.DrillRequest;
import snapshot.drill.DrillSettings;
import snapshot.drill.Drills;

/**
 * The data-loss drill, a saga: back up, delete, restore and prove, each committed with its record in the ledger. What
 * breaks before the delete is undone; what breaks after it is tried again, now and at every tick, until the rows are back.
 */
@ApplicationScoped
class DrillRoutes extends EndpointRouteBuilder {

    private static final Logger LOG = Logger.getLogger(DrillRoutes.class);
    private static final Problem INTERRUPTED =
            Problem.conflict("the service stopped before anything was deleted", "nothing is lost; start another drill");

    private final Drills drills;
    private final DrillSettings settings;
    private final Ledger ledger;
    private final RunWaiters ends;
    private final SecureRandom seeds = new SecureRandom();
    private final RunAttempts attempts;

    DrillRoutes(Drills drills, DrillSettings settings, Ledger ledger, RunWaiters ends, RunAttempts attempts) {
        this.drills = drills;
        this.settings = settings;
        this.ledger = ledger;
        this.ends = ends;
        this.attempts = attempts;
    }

    @Override
    public void configure() {
        settings.cron().ifPresent(this::onSchedule);

        from(direct("drill-run"))
                .routeId("drill-run")
                .routeConfigurationId("drill-left")
                .process(RunAttempts::enter)
                .transform()
                .body(DrillRequest.class, request -> attempts.attempt("drill-steps", request));

        from(direct("drill-steps"))
                .routeId("drill-steps")
                .routeConfigurationId("drill")
                .process(RunAttempts::enter)
                .transform()
                .body(DrillRequest.class, request -> step("drill-backup", request))
                .transform()
                .body(Drill.class, drill -> step("drill-delete", drill))
                .transform()
                .body(Drill.class, drill -> step("drill-restore", drill))
                .transform()
                .body(Drill.class, drill -> end(drill, null));

        // How far it is, the ledger knows best; if not even that can be asked, the run is left to the next tick.
        from(direct("drill-rescue"))
                .routeId("drill-rescue")
                .routeConfigurationId("last-stop")
                .transform()
                .exchange(verb(this::howFar))
                .choice()
                .when(exchange -> drill(exchange).rowsAreGone())
                .setBody(verb(this::wait))
                .when(exchange -> drill(exchange).hasBackup())
                .setBody(exchange -> end(drill(exchange), problem(exchange)))
                .otherwise()
                .to(direct("runs-failed"))
                .end();

        from(direct("drill-backup"))
                .routeId("drill-backup")
                .routeConfigurationId("in-transaction")
                .transacted()
                .transform()
                .body(DrillRequest.class, verb(drills::backUp));

        from(direct("drill-delete"))
                .routeId("drill-delete")
                .routeConfigurationId("in-transaction")
                .transacted()
                .transform()
                .body(Drill.class, verb(drills::delete));

        from(direct("drill-restore"))
                .routeId("drill-restore")
                .routeConfigurationId("in-transaction")
                .transacted()
                .transform()
                .body(Drill.class, verb(drills::restore));

        from(direct("drill-end"))
                .routeId("drill-end")
                .routeConfigurationId("in-transaction")
                .transacted()
                .transform()
                .body(Drills.Ending.class, verb(drills::end))
                .to(direct("runs-finish"));

        // What a crash or a lasting outage left between two steps: finished where rows are gone, else undone.
        from(timer("drill-resume").delay(0).period(10_000))
                .routeId("drill-resume")
                .routeConfigurationId("quiet")
                .transform()
                .exchange(verb(exchange -> ledger.leftRunning("drill")))
                .split(body())
                .to(direct("drill-finish"));

        from(direct("drill-finish"))
                .routeId("drill-finish")
                .routeConfigurationId("drill")
                .setProperty("begun")
                .body()
                .setProperty("run")
                .body(Run.class, Run::id)
                .transform()
                .body(Run.class, verb(drills::resume))
                .transform()
                .body(Drill.class, drill -> drill.rowsAreGone() ? step("drill-restore", drill) : drill)
                .transform()
                .body(Drill.class, drill -> end(drill, INTERRUPTED))
                .transform()
                .body(Run.class, ends::tell);
    }

    private void onSchedule(String cron) {
        from(quartz("drill").cron(cron))
                .routeId("drill-schedule")
                .autoStartup("{{service.doors}}")
                .transform()
                .exchange(exchange -> settings.tables().orElse(List.of()))
                .split(body())
                .transform()
                .exchange(this::scheduled)
                .setProperty("flow", constant("drill-run"))
                .to(direct("runs-schedule"));
    }

    private DrillRequest scheduled(Exchange exchange) {
        String table = exchange.getMessage().getBody(String.class);
        return new DrillRequest(
                RunId.next(),
                table,
                settings.rows(),
                seeds.nextInt(Integer.MAX_VALUE),
                false,
                Door.TIMER,
                ScheduledFiring.key("drill of " + table, exchange));
    }

    private Drill step(String route, Object input) {
        return attempts.step(route, input, Drill.class);
    }

    private Run end(Drill drill, Problem problem) {
        return attempts.attempt("drill-end", new Drills.Ending(drill, problem));
    }

    private Drill howFar(Exchange exchange) throws SQLException {
        UUID run = exchange.getProperty("run", UUID.class);
        return drills.resume(ledger.find(run).orElseThrow());
    }

    /** Rows are gone: the run goes on running, and is taken up again at the next tick. */
    private Run wait(Exchange exchange) throws SQLException {
        Drill drill = drill(exchange);
        Problem problem = problem(exchange);
        drills.tell(drill, problem);
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

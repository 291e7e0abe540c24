package routes;

import static routes.Steps.holds;
import static routes.Steps.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ingest.FilesExpiry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import ledger.Door;
import ledger.Json;
import ledger.RunEnd;
import ledger.RunHeader;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import rows.undo.LedgerExpiry;

/** What the ledger and the inbox forget: when asked, and by themselves when something is old enough. */
@ApplicationScoped
class LedgerRetentionRoutes extends EndpointRouteBuilder {

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final LedgerExpiry runs;
    private final FilesExpiry files;
    private final RunAttempts attempts;

    LedgerRetentionRoutes(LedgerExpiry runs, FilesExpiry files, RunAttempts attempts) {
        this.runs = runs;
        this.files = files;
        this.attempts = attempts;
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("ledger-retention-run"))
            .routeId("ledger-retention-run")
            .routeConfigurationId("runs")
            .process(RunAttempts::enter)
            .transform(attempts.at("ledger-retention-delete"));

        from(direct("ledger-retention-delete"))
            .routeId("ledger-retention-delete")
            .routeConfigurationId("in-transaction")
            .transacted()
            .transform(verb(LedgerExpiry.Request.class, this::apply))
            .to(direct("runs-finish"));

        from(direct("ledger-retention-plan"))
            .routeId("ledger-retention-plan")
            .transform(verb(this::plan));

        from(timer("ledger-retention-due").delay(MINUTE).period(HOUR))
            .routeId("ledger-retention-due")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .transform(verb(this::plan))
            // A run of which there is nothing to tell is not made.
            .filter(holds(ObjectNode.class, plan -> !plan.get("runs").isEmpty() || !plan.get("files").isEmpty()))
                .transform(verb(LedgerRetentionRoutes::due))
                .to(direct("runs-begin"))
            .end();
    }
    // spotless:on

    private RunEnd apply(LedgerExpiry.Request request) throws SQLException, IOException {
        RunEnd end = runs.apply(request);
        // A file that is gone cannot be brought back: after all else that may fail.
        return end.with(with(end.detail().deepCopy(), files.apply()));
    }

    private ObjectNode plan() throws SQLException, IOException {
        return with(Json.mapper().valueToTree(runs.plan()), files.plan());
    }

    private static ObjectNode with(ObjectNode plan, List<FilesExpiry.Old> files) {
        plan.set("files", Json.mapper().valueToTree(files));
        return plan;
    }

    private static LedgerExpiry.Request due() {
        return new LedgerExpiry.Request(RunHeader.next(Door.TIMER));
    }
}

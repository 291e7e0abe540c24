package routes;

import static routes.Steps.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ingest.EndedFiles;
import ingest.Inbox;
import ingest.LoadRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import ledger.Door;
import ledger.Json;
import ledger.Ledger;
import ledger.Problem;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import rows.undo.UndoService;

/** A writer that paused: what was loaded of its file is taken back, and the file is taken once more, whole. */
@ApplicationScoped
class LateWriterRoutes extends EndpointRouteBuilder {

    private static final Set<RunState> PUT_ROWS_IN = Set.of(RunState.DONE, RunState.DONE_WITH_REJECTS);

    private final Inbox inbox;
    private final Ledger ledger;
    private final ProducerTemplate template;

    LateWriterRoutes(Inbox inbox, Ledger ledger, ProducerTemplate template) {
        this.inbox = inbox;
        this.ledger = ledger;
        this.template = template;
    }

    // spotless:off
    @Override
    public void configure() {
        from(timer("ingest-late").period(1000))
            .routeId("ingest-late")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .transform(verb(inbox::grown))
            .split(body())
                .to(direct("ingest-grown"))
            .end();

        from(direct("ingest-grown"))
            .routeId("ingest-grown")
            .routeConfigurationId("quiet")
            .process(this::takeAgain);
    }
    // spotless:on

    private void takeAgain(Exchange exchange) throws SQLException, IOException {
        EndedFiles.Grown grown = exchange.getMessage().getBody(EndedFiles.Grown.class);
        Run first = ledger.find(grown.first().id()).orElseThrow();
        if (PUT_ROWS_IN.contains(first.state()) && first.rows().loaded() > 0) {
            UndoService.Request request = UndoService.Request.of(RunHeader.next(Door.INBOX), first, false);
            ledger.begin(request);
            Run undo = template.requestBody("direct:undo-run", request, Run.class);
            if (undo.state() != RunState.DONE) {
                refuse(grown, undo);
                return;
            }
        }
        inbox.takeAgain(grown);
    }

    private void refuse(EndedFiles.Grown grown, Run undo) throws SQLException, IOException {
        LoadRequest request = inbox.request(grown);
        ledger.begin(request);
        ObjectNode detail = Json.mapper()
                .createObjectNode()
                .put("file", request.fileName())
                .put("firstRun", grown.first().id().toString());
        Problem problem = Problem.conflict(
                "the file grew after the run " + grown.first().id()
                        + " had loaded what there was of it, and that run cannot be taken back"
                        + (undo.problem() == null ? "" : ": " + undo.problem().detail()),
                "remove what it loaded and drop the file again, or drop only what is new");
        Run refused = template.requestBody(
                "direct:runs-end", new RunEnd(request.run(), RunState.REFUSED, Rows.NONE, detail, problem), Run.class);
        inbox.refuse(grown, refused);
    }
}

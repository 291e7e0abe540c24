package routes.http;

import static routes.Steps.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import ledger.Json;
import ledger.Ledger;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunRequest;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.putback.LostRowsDiff;
import recovery.receive.ServerArchive;
import recovery.servers.BecomingMain;
import recovery.servers.ExportedServer;
import recovery.servers.HeapRequest;
import recovery.servers.RecoverRequest;
import recovery.servers.RecoveredServers;
import recovery.servers.RecoveryFacts;
import recovery.servers.WantedTarget;
import recovery.window.RecoveryWindow;

/** The HTTP doors of recovery. */
@ApplicationScoped
class RecoveryDoors extends EndpointRouteBuilder {

    private final RecoveryWindow window;
    private final RecoveredServers servers;
    private final BecomingMain becoming;
    private final LostRowsDiff diff;
    private final ServerArchive archive;
    private final Ledger ledger;

    RecoveryDoors(
            RecoveryWindow window,
            RecoveredServers servers,
            BecomingMain becoming,
            LostRowsDiff diff,
            ServerArchive archive,
            Ledger ledger) {
        this.becoming = becoming;
        this.diff = diff;
        this.archive = archive;
        this.window = window;
        this.servers = servers;
        this.ledger = ledger;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/recovery")
            .get("/window").routeId("recovery-window-http").to("direct:recovery-window")
            .get("/archive").routeId("recovery-archive-http").to("direct:recovery-archive")
            .post("/archive/check").routeId("recovery-archive-check-http").to("direct:recovery-archive-check");

        from(direct("recovery-archive"))
            .routeId("recovery-archive")
            .transform(verb(archive::plan))
            .process(Answers::json);

        from(direct("recovery-archive-check"))
            .routeId("recovery-archive-check")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::checkArchive))
            .process(Answers::json);

        from(direct("recovery-window"))
            .routeId("recovery-window")
            .transform(verb(window::now))
            .process(Answers::json);

        rest("/api/v1/recoveries")
            .post().routeId("recover-http").to("direct:recover-asked")
            .get().routeId("recovery-list-http").to("direct:recovery-list")
            .get("/{id}").routeId("recovery-show-http").to("direct:recovery-show")
            .delete("/{id}").routeId("recovery-delete-http").to("direct:recovery-delete")
            .post("/{id}/promote").routeId("recovery-promote-http").to("direct:recovery-promote")
            .post("/{id}/go-on").routeId("recovery-go-on-http").to("direct:recovery-go-on")
            .post("/{id}/export").routeId("recovery-export-http").to("direct:recovery-export");

        from(direct("recover-asked"))
            .routeId("recover-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, RecoveryDoors::asked))
            .to(direct("runs-ask"));

        from(direct("recovery-list"))
            .routeId("recovery-list")
            .transform(verb(this::list))
            .process(Answers::json);

        from(direct("recovery-show"))
            .routeId("recovery-show")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::show))
            .process(Answers::json);

        from(direct("recovery-delete"))
            .routeId("recovery-delete")
            .process(HttpCall::take)
            .process(AdminDeeds.only("deleting a recovered server"))
            .transform(verb(HttpCall.class, this::delete))
            .process(Answers::json);

        from(direct("recovery-promote"))
            .routeId("recovery-promote")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::promote))
            .process(Answers::json);

        from(direct("recovery-go-on"))
            .routeId("recovery-go-on")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::goOn))
            .to(direct("runs-ask"));

        from(direct("recovery-export"))
            .routeId("recovery-export")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::export))
            .process(Answers::json);
    }
    // spotless:on

    /**
     * What a call asks for: a moment, or the dead rows of a table.
     *
     * @param then what becomes of the server; it can only be read unless said otherwise
     * @param rows which dead rows become rows again; those that are certain unless said otherwise
     */
    record Asked(WantedTarget target, RecoverRequest.Then then, From from, String table, HeapRequest.Wanted rows) {}

    /** Out of what, where it is not the log. */
    enum From {
        HEAP
    }

    private static RunRequest asked(HttpCall call) {
        Asked asked = RequestBody.read(call, Asked.class);
        if (asked.from() == null) {
            return recovery(call, asked);
        }
        if (asked.table() == null || asked.target() != null || asked.then() != null) {
            throw new ProblemException(Problem.malformed(
                    "dead rows are those of a table, and of no moment",
                    "as in {\"from\":\"heap\",\"table\":\"products\"}"));
        }
        return new HeapRequest(
                call.runHeader(), asked.table(), Objects.requireNonNullElse(asked.rows(), HeapRequest.Wanted.CERTAIN));
    }

    private static RecoverRequest recovery(HttpCall call, Asked asked) {
        if (asked.target() == null || asked.table() != null || asked.rows() != null) {
            throw new ProblemException(
                    Problem.malformed(
                            "the target is not said",
                            "send {\"target\":{\"time\":\"2026-11-21 02:15:00+01\"}}, or {\"from\":\"heap\",\"table\":\"products\"}"));
        }
        return new RecoverRequest(
                call.runHeader(),
                asked.target(),
                Objects.requireNonNullElse(asked.then(), RecoverRequest.Then.INSPECT));
    }

    /** Up to where a paused server goes on, and what becomes of it there: it waits again unless said otherwise. */
    record Further(
            @NotNull(message = "the target is not said; send {\"target\":{\"time\":\"2026-11-21 02:15:00+01\"}}")
                    WantedTarget target,
            RecoverRequest.Then then) {}

    private RecoverRequest goOn(HttpCall call) throws IOException {
        Further asked = RequestBody.read(call, Further.class);
        return new RecoverRequest(
                call.runHeader(),
                asked.target(),
                Objects.requireNonNullElse(asked.then(), RecoverRequest.Then.PAUSE),
                servers.find(id(call)).id());
    }

    /** With the runs that the ledger does not know yet. */
    private Map<String, Object> list() throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("recoveries", servers.list());
        if (!ledger.filed().all().isEmpty()) {
            answer.put("runsKept", ledger.filed().all());
        }
        return answer;
    }

    /** By its own id or that of the run that makes it; what that run is, where the ledger does not know it yet. */
    private ObjectNode show(HttpCall call) throws SQLException, IOException {
        String id = id(call);
        Optional<RecoveryFacts> facts = servers.list().stream()
                .filter(each -> each.id().equals(id) || each.run().toString().equals(id))
                .findFirst();
        Optional<Run> run = facts.isPresent()
                ? ledger.filed().find(facts.get().run())
                : ledger.filed().all().stream()
                        .filter(each -> each.id().toString().equals(id))
                        .findFirst();
        if (facts.isEmpty() && run.isEmpty()) {
            servers.find(id);
        }
        ObjectNode answer = facts.map(there -> Json.mapper().<ObjectNode>valueToTree(there))
                .orElseGet(() -> Json.mapper().createObjectNode().put("run", id));
        if (run.isPresent()) {
            answer.set(
                    "runKept",
                    Json.mapper().valueToTree(ledger.find(run.get().id()).orElseThrow()));
        }
        return answer;
    }

    private RecoveryFacts delete(HttpCall call) throws IOException {
        call.requireNoBody();
        return servers.delete(id(call));
    }

    /**
     * What becomes of one that is promoted.
     *
     * @param become {@code main} where it takes the place of the embedded server; else it stays beside that
     * @param dryRun only tells what that would do
     */
    record Promoted(Become become, Boolean dryRun) {}

    /** Whose place it takes. */
    enum Become {
        MAIN
    }

    private Object promote(HttpCall call) throws SQLException, IOException {
        Promoted asked = RequestBody.read(call, Promoted.class);
        boolean dryRun = Boolean.TRUE.equals(asked.dryRun());
        if (!dryRun) {
            call.caller().requireAdmin("promoting a recovered server");
        }
        if (asked.become() == null) {
            if (dryRun) {
                throw new ProblemException(Problem.malformed(
                        "nothing is told of a server that stays beside", "say \"become\": \"main\" with it"));
            }
            return servers.promote(id(call));
        }
        return dryRun ? told(call) : becoming.become(id(call));
    }

    /** With what would be lost, table by table: added and changed rows; those that are missing come back. */
    private ObjectNode told(HttpCall call) throws SQLException, IOException {
        LostRowsDiff.Found found = diff.ask(LostRowsDiff.Question.aboutAll(call.runHeader(), id(call)));
        ObjectNode told = Json.mapper().valueToTree(becoming.tell(id(call)));
        told.set("tables", Json.mapper().valueToTree(found.tables()));
        found.notes().forEach(told.withArray("notes")::add);
        return told;
    }

    private ExportedServer export(HttpCall call) throws IOException {
        call.caller().requireAdmin("exporting a recovered server");
        call.requireNoBody();
        return servers.export(id(call));
    }

    private ServerArchive.Checked checkArchive(HttpCall call) throws SQLException, IOException {
        call.requireNoBody();
        return archive.check();
    }

    private static String id(HttpCall call) {
        return call.value("id").orElseThrow();
    }
}

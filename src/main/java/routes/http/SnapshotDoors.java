package routes.http;

import static routes.Verbs.verb;
import static routes.http.BodyFields.choice;
import static routes.http.BodyFields.flag;
import static routes.http.BodyFields.known;
import static routes.http.BodyFields.members;
import static routes.http.BodyFields.text;
import static routes.http.BodyFields.texts;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import ledger.Door;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunId;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import postgres.Databases;
import snapshot.Diff;
import snapshot.Expiry;
import snapshot.Facts;
import snapshot.SnapshotIndex;
import snapshot.SnapshotRequest;
import snapshot.Verifier;
import snapshot.restore.RestoreRequest;
import snapshot.restore.Restorer;

/** The HTTP doors of snapshots: what a call asks for, and which flow it goes to. */
@ApplicationScoped
class SnapshotDoors extends EndpointRouteBuilder {

    private final SnapshotIndex catalogue;
    private final Restorer restorer;
    private final Expiry expiry;

    SnapshotDoors(SnapshotIndex catalogue, Restorer restorer, Expiry expiry) {
        this.catalogue = catalogue;
        this.restorer = restorer;
        this.expiry = expiry;
    }

    @Override
    public void configure() {
        rest("/api/v1/snapshots")
                .post()
                .routeId("snapshot-make-http")
                .to("direct:snapshot-make-asked")
                .get()
                .routeId("snapshot-list-http")
                .to("direct:snapshot-list")
                // Before {id}, which would take the word for an id.
                .get("/retention")
                .routeId("retention-show-http")
                .to("direct:retention-show")
                .post("/retention")
                .routeId("retention-apply-http")
                .to("direct:retention-asked")
                .get("/{id}")
                .routeId("snapshot-show-http")
                .to("direct:snapshot-show")
                .delete("/{id}")
                .routeId("snapshot-delete-http")
                .to("direct:snapshot-delete")
                .post("/{id}/verify")
                .routeId("snapshot-verify-http")
                .to("direct:snapshot-verify-asked")
                .get("/{id}/diff")
                .routeId("snapshot-diff-http")
                .to("direct:snapshot-diff")
                .post("/{id}/restore")
                .routeId("snapshot-restore-http")
                .to("direct:snapshot-restore-asked");

        rest("/backup").post().routeId("snapshot-backup-http").to("direct:snapshot-make-asked");

        rest("/restore").post().routeId("snapshot-restore-latest-http").to("direct:snapshot-restore-asked");

        from(direct("snapshot-make-asked"))
                .routeId("snapshot-make-asked")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, verb(SnapshotDoors::snapshot))
                .setProperty("flow", constant("snapshot-make"))
                .to(direct("runs-ask"));

        from(direct("snapshot-verify-asked"))
                .routeId("snapshot-verify-asked")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, verb(this::verification))
                .setProperty("flow", constant("snapshot-verify"))
                .to(direct("runs-ask"));

        from(direct("snapshot-restore-asked"))
                .routeId("snapshot-restore-asked")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, verb(this::restore))
                .setProperty("flow", constant("snapshot-restore"))
                .to(direct("runs-ask"));

        from(direct("snapshot-list"))
                .routeId("snapshot-list")
                .transform()
                .exchange(verb(exchange -> Map.of("snapshots", catalogue.list())))
                .process(Answers::json);

        from(direct("snapshot-show"))
                .routeId("snapshot-show")
                .process(HttpCall::take)
                .transform()
                .body(HttpCall.class, verb(call -> catalogue.find(id(call))))
                .process(Answers::json);

        from(direct("snapshot-delete"))
                .routeId("snapshot-delete")
                .process(HttpCall::take)
                .transform()
                .body(HttpCall.class, verb(call -> catalogue.delete(id(call))))
                .process(Answers::json);

        from(direct("retention-show"))
                .routeId("retention-show")
                .transform()
                .exchange(verb(exchange -> expiry.plan()))
                .process(Answers::json);

        from(direct("retention-asked"))
                .routeId("retention-asked")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, SnapshotDoors::retention)
                .setProperty("flow", constant("retention-apply"))
                .to(direct("runs-ask"));

        from(direct("snapshot-diff"))
                .routeId("snapshot-diff")
                .process(HttpCall::take)
                .transform()
                .body(HttpCall.class, verb(this::diff))
                .process(Answers::json);
    }

    private static String id(HttpCall call) {
        return call.value("id").orElseThrow();
    }

    private static SnapshotRequest snapshot(HttpCall call) {
        JsonNode body = known(members(call), "tables", "as", "where", "sample");
        return new SnapshotRequest(
                RunId.next(),
                texts(body, "tables"),
                choice(body, "as", SnapshotRequest.As.class, SnapshotRequest.As.FILES),
                text(body, "where", null),
                body.hasNonNull("sample") ? sample(body.get("sample")) : null,
                Door.HTTP,
                call.value("idempotency-key").orElse(null));
    }

    private static Expiry.Request retention(HttpCall call) {
        return new Expiry.Request(
                RunId.next(), Door.HTTP, call.value("idempotency-key").orElse(null));
    }

    private static int sample(JsonNode sample) {
        if (!sample.canConvertToInt() || !sample.isIntegralNumber()) {
            throw new ProblemException(Problem.malformed("sample is a number of rows, not " + sample, null));
        }
        return sample.asInt();
    }

    private Verifier.Request verification(HttpCall call) throws SQLException, IOException {
        Facts facts = catalogue.find(id(call));
        return new Verifier.Request(
                RunId.next(),
                facts.id(),
                Door.HTTP,
                call.value("idempotency-key").orElse(null));
    }

    private RestoreRequest restore(HttpCall call) throws SQLException, IOException {
        JsonNode body = known(members(call), "tables", "into", "database", "rows", "keys", "dryRun", "triggers");
        Facts facts = catalogue.find(call.value("id").orElse(SnapshotIndex.LATEST));
        return new RestoreRequest(
                RunId.next(),
                facts.id(),
                texts(body, "tables"),
                text(body, "into", RestoreRequest.BESIDE),
                text(body, "database", Databases.MAIN),
                choice(body, "rows", RestoreRequest.Which.class, RestoreRequest.Which.ALL),
                body.hasNonNull("keys") ? keys(body.get("keys")) : null,
                flag(body, "dryRun", false),
                flag(body, "triggers", true),
                Door.HTTP,
                call.value("idempotency-key").orElse(null));
    }

    private static JsonNode keys(JsonNode keys) {
        if (!keys.isArray() || keys.isEmpty()) {
            throw new ProblemException(
                    Problem.malformed("keys is a list of primary keys, not " + keys, "such as [7, 12]"));
        }
        return keys;
    }

    private Diff diff(HttpCall call) throws SQLException, IOException {
        return restorer.diff(
                id(call),
                call.value("table")
                        .orElseThrow(() -> new ProblemException(
                                Problem.malformed("which table is not said", "add ?table=<name>"))),
                call.value("database").orElse(Databases.MAIN));
    }
}

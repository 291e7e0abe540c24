package routes.http;

import static routes.Steps.verb;
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
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import postgres.Databases;
import rows.change.RowChoice;
import rows.diff.TableDiff;
import rows.restore.RestoreOptions;
import snapshot.Expiry;
import snapshot.Facts;
import snapshot.RestoreRequest;
import snapshot.Restorer;
import snapshot.SnapshotIndex;
import snapshot.SnapshotRequest;
import snapshot.Verifier;

/** The HTTP doors of snapshots: what a call asks for, and which flow it goes to. */
@ApplicationScoped
class SnapshotDoors extends EndpointRouteBuilder {

    private final SnapshotIndex snapshots;
    private final Restorer restorer;
    private final Expiry expiry;

    SnapshotDoors(SnapshotIndex snapshots, Restorer restorer, Expiry expiry) {
        this.snapshots = snapshots;
        this.restorer = restorer;
        this.expiry = expiry;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/snapshots")
            .post().routeId("snapshot-http").to("direct:snapshot-asked")
            .get().routeId("snapshot-list-http").to("direct:snapshot-list")
            // Before {id}, which would take the word for an id.
            .get("/retention").routeId("retention-show-http").to("direct:retention-show")
            .post("/retention").routeId("retention-http").to("direct:retention-asked")
            .get("/{id}").routeId("snapshot-show-http").to("direct:snapshot-show")
            .delete("/{id}").routeId("snapshot-delete-http").to("direct:snapshot-delete")
            .post("/{id}/verify").routeId("verify-http").to("direct:verify-asked")
            .get("/{id}/diff").routeId("snapshot-diff-http").to("direct:snapshot-diff")
            .post("/{id}/restore").routeId("restore-http").to("direct:restore-asked");

        // Their names of old.
        rest("/backup").post().routeId("snapshot-backup-http").to("direct:snapshot-asked");
        rest("/restore").post().routeId("restore-latest-http").to("direct:restore-asked");

        from(direct("snapshot-asked"))
            .routeId("snapshot-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, SnapshotDoors::snapshot))
            .to(direct("runs-ask"));

        from(direct("verify-asked"))
            .routeId("verify-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::verification))
            .to(direct("runs-ask"));

        from(direct("restore-asked"))
            .routeId("restore-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::restore))
            .to(direct("runs-ask"));

        from(direct("retention-asked"))
            .routeId("retention-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, SnapshotDoors::retention))
            .to(direct("runs-ask"));

        from(direct("retention-show"))
            .routeId("retention-show")
            .transform(verb(expiry::plan))
            .process(Answers::json);

        from(direct("snapshot-list"))
            .routeId("snapshot-list")
            .transform(verb(this::list))
            .process(Answers::json);

        from(direct("snapshot-show"))
            .routeId("snapshot-show")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::show))
            .process(Answers::json);

        from(direct("snapshot-delete"))
            .routeId("snapshot-delete")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::delete))
            .process(Answers::json);

        from(direct("snapshot-diff"))
            .routeId("snapshot-diff")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::diff))
            .process(Answers::json);
    }
    // spotless:on

    private Map<String, Object> list() throws SQLException, IOException {
        return Map.of("snapshots", snapshots.list());
    }

    private Facts show(HttpCall call) throws SQLException, IOException {
        return snapshots.find(id(call));
    }

    private Facts delete(HttpCall call) throws SQLException, IOException {
        return snapshots.delete(id(call));
    }

    private static String id(HttpCall call) {
        return call.value("id").orElseThrow();
    }

    private static SnapshotRequest snapshot(HttpCall call) {
        JsonNode body = known(members(call), "tables", "as", "where", "sample");
        return new SnapshotRequest(
                call.runHeader(),
                texts(body, "tables"),
                choice(body, "as", SnapshotRequest.As.class, SnapshotRequest.As.FILES),
                text(body, "where", null),
                body.hasNonNull("sample") ? sample(body.get("sample")) : null);
    }

    private static Expiry.Request retention(HttpCall call) {
        return new Expiry.Request(call.runHeader());
    }

    private static int sample(JsonNode sample) {
        if (!sample.canConvertToInt() || !sample.isIntegralNumber()) {
            throw new ProblemException(Problem.malformed("sample is a number of rows, not " + sample, null));
        }
        return sample.asInt();
    }

    private Verifier.Request verification(HttpCall call) throws SQLException, IOException {
        Facts facts = snapshots.find(id(call));
        return new Verifier.Request(call.runHeader(), facts.id());
    }

    private RestoreRequest restore(HttpCall call) throws SQLException, IOException {
        JsonNode body = known(members(call), "tables", "into", "database", "rows", "keys", "dryRun", "triggers");
        Facts facts = snapshots.find(call.value("id").orElse(SnapshotIndex.LATEST));
        return new RestoreRequest(
                call.runHeader(),
                facts.id(),
                texts(body, "tables"),
                text(body, "into", RestoreOptions.BESIDE),
                text(body, "database", Databases.MAIN),
                choice(body, "rows", RowChoice.class, RowChoice.ALL),
                body.hasNonNull("keys") ? keys(body.get("keys")) : null,
                flag(body, "dryRun", false),
                flag(body, "triggers", true));
    }

    private static JsonNode keys(JsonNode keys) {
        if (!keys.isArray() || keys.isEmpty()) {
            throw new ProblemException(
                    Problem.malformed("keys is a list of primary keys, not " + keys, "such as [7, 12]"));
        }
        return keys;
    }

    private TableDiff diff(HttpCall call) throws SQLException, IOException {
        return restorer.diff(
                id(call),
                call.value("table")
                        .orElseThrow(() -> new ProblemException(
                                Problem.malformed("which table is not said", "add ?table=<name>"))),
                call.value("database").orElse(Databases.MAIN));
    }
}

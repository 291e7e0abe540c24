package routes.http;

import static routes.Steps.verb;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import postgres.Databases;
import rows.change.RowChoice;
import rows.diff.TableDiff;
import rows.place.With;
import rows.restore.Into;
import rows.restore.RestoreOptions;
import snapshot.Engine;
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
        rest("/restore").post().routeId("restore-latest-http").to("direct:restore-newest-asked");

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

        from(direct("restore-newest-asked"))
            .routeId("restore-newest-asked")
            .process(HttpCall.taking("table"))
            .transform(verb(HttpCall.class, this::restoreNewest))
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
            .process(AdminDeeds.only("deleting a snapshot"))
            .transform(verb(HttpCall.class, this::delete))
            .process(Answers::json);

        from(direct("snapshot-diff"))
            .routeId("snapshot-diff")
            .process(HttpCall.taking("table", "database", "key"))
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
        call.requireNoBody();
        return snapshots.delete(id(call));
    }

    private static String id(HttpCall call) {
        return call.value("id").orElseThrow();
    }

    /**
     * What a snapshot is to hold, and as what.
     *
     * @param tables none are all
     * @param where chooses rows, null for all
     * @param sample how many rows of a table, null for all
     * @param unreadable whether tables that may not be read are left out
     * @param engine who brings the rows into files; null for the one that is configured
     */
    record Make(
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> tables,
            SnapshotRequest.As as,
            String where,
            Integer sample,
            SnapshotRequest.OnUnreadable unreadable,
            Engine engine) {
        Make {
            unreadable = Objects.requireNonNullElse(unreadable, SnapshotRequest.OnUnreadable.REFUSE);
            tables = Objects.requireNonNullElse(tables, List.of());
        }
    }

    private static SnapshotRequest snapshot(HttpCall call) {
        Make asked = RequestBody.read(call, Make.class);
        return new SnapshotRequest(
                call.runHeader(),
                asked.tables(),
                asked.as(),
                asked.where(),
                asked.sample(),
                asked.unreadable(),
                asked.engine());
    }

    private static Expiry.Request retention(HttpCall call) {
        call.requireNoBody();
        return new Expiry.Request(call.runHeader());
    }

    private Verifier.Request verification(HttpCall call) throws SQLException, IOException {
        call.requireNoBody();
        Facts facts = snapshots.find(id(call));
        return new Verifier.Request(call.runHeader(), facts.id());
    }

    /**
     * What is to be restored, and into what.
     *
     * @param tables none are all of the snapshot
     * @param keys of the rows that are meant, null for all
     * @param engine who brings the rows of tables that are made; null for the one that is configured
     */
    record Restore(
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> tables,
            JsonNode into,
            String database,
            RowChoice rows,
            @Size(min = 1, message = "keys is a list of primary keys, and not an empty one")
                    @JsonSetter(contentNulls = Nulls.SET)
                    List<JsonNode> keys,
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> key,
            Boolean dryRun,
            Boolean triggers,
            Boolean createSchema,
            With with,
            Engine engine) {
        Restore {
            tables = Objects.requireNonNullElse(tables, List.of());
            database = Objects.requireNonNullElse(database, Databases.MAIN);
            rows = Objects.requireNonNullElse(rows, RowChoice.ALL);
            key = Objects.requireNonNullElse(key, List.of());
            dryRun = Objects.requireNonNullElse(dryRun, false);
            triggers = Objects.requireNonNullElse(triggers, false);
            createSchema = Objects.requireNonNullElse(createSchema, false);
            into = into == null || into.isNull() ? null : into;
        }

        /** A text, or an object that names a schema. */
        String where() {
            if (into == null) {
                return RestoreOptions.BESIDE;
            }
            if (into.isTextual()) {
                return into.asText();
            }
            if (into.isObject() && into.size() == 1 && into.path("schema").isTextual()) {
                return Into.ofSchema(into.get("schema").asText());
            }
            throw new ProblemException(Problem.malformed(
                    "into cannot be " + into,
                    "\"original\", \"beside\", the name of a new table, or {\"schema\": \"…\"}"));
        }
    }

    private RestoreRequest restore(HttpCall call) throws SQLException, IOException {
        Restore asked = RequestBody.read(call, Restore.class);
        return restore(call, snapshots.find(id(call)), asked, asked.tables());
    }

    /** The door of old: of the newest set that holds what is meant. */
    private RestoreRequest restoreNewest(HttpCall call) throws IOException {
        Restore asked = RequestBody.read(call, Restore.class);
        List<String> tables = Stream.concat(call.value("table").stream(), asked.tables().stream())
                .distinct()
                .toList();
        return restore(call, snapshots.newest(tables), asked, tables);
    }

    private static RestoreRequest restore(HttpCall call, Facts facts, Restore asked, List<String> tables) {
        return new RestoreRequest(
                call.runHeader(),
                facts.id(),
                tables,
                asked.where(),
                asked.database(),
                asked.rows(),
                asked.keys() == null ? null : Json.mapper().valueToTree(asked.keys()),
                asked.key(),
                asked.dryRun(),
                asked.triggers(),
                asked.createSchema(),
                With.isDependents(asked.with()),
                null,
                asked.engine());
    }

    private TableDiff diff(HttpCall call) throws SQLException, IOException {
        return restorer.diff(
                id(call),
                call.value("table")
                        .orElseThrow(() -> new ProblemException(
                                Problem.malformed("which table is not said", "add ?table=<name>"))),
                call.value("database").orElse(Databases.MAIN),
                call.value("key").map(key -> List.of(key.split(","))).orElse(List.of()));
    }
}

package routes.http;

import static routes.Steps.verb;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import ledger.Json;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import postgres.Databases;
import recovery.putback.LostRowsDiff;
import recovery.putback.PutBack;
import recovery.putback.PutBackRequest;
import rows.change.RowChoice;
import rows.diff.TableDiff;

/** The HTTP doors of lost rows: which they are, and the way back. */
@ApplicationScoped
class PutBackDoors extends EndpointRouteBuilder {

    private static final int MOST_SHOWN = 1_000;

    private final PutBack putBack;
    private final LostRowsDiff diff;

    PutBackDoors(PutBack putBack, LostRowsDiff diff) {
        this.putBack = putBack;
        this.diff = diff;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/recoveries")
            .get("/{id}/diff").routeId("put-back-diff-http").to("direct:put-back-diff")
            .post("/{id}/diff").routeId("put-back-diff-asked-http").to("direct:put-back-diff-asked")
            .post("/{id}/put-back").routeId("put-back-http").to("direct:put-back-asked");

        from(direct("put-back-asked"))
            .routeId("put-back-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::putBack))
            .to(direct("runs-ask"));

        from(direct("put-back-diff"))
            .routeId("put-back-diff")
            .process(HttpCall.taking(Set.of("table", "tables", "rows", "database", "limit"), Set.of("table")))
            .transform(verb(HttpCall.class, PutBackDoors::said))
            .transform(verb(LostRowsDiff.Question.class, diff::ask))
            .process(Answers::json);

        from(direct("put-back-diff-asked"))
            .routeId("put-back-diff-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, PutBackDoors::question))
            .transform(verb(LostRowsDiff.Question.class, diff::ask))
            .process(Answers::json);
    }
    // spotless:on

    /**
     * Which rows are meant.
     *
     * @param tables none are those that the incident destroyed
     * @param keys of the rows that are meant, null for all
     * @param database the name of the one that they go into
     * @param limit how many rows of a table a diff shows
     */
    record Rows(
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> tables,
            RowChoice rows,
            @Size(min = 1, message = "keys is a list of primary keys, and not an empty one")
                    @JsonSetter(contentNulls = Nulls.SET)
                    List<JsonNode> keys,
            String database,
            Boolean dryRun,
            @Min(0) @Max(MOST_SHOWN) Integer limit) {
        Rows {
            tables = Objects.requireNonNullElse(tables, List.of());
            rows = Objects.requireNonNullElse(rows, RowChoice.MISSING);
            database = Objects.requireNonNullElse(database, Databases.MAIN);
            dryRun = Objects.requireNonNullElse(dryRun, false);
            limit = Objects.requireNonNullElse(limit, TableDiff.SAMPLE);
        }

        PutBackRequest request(HttpCall call) {
            return new PutBackRequest(
                    call.runHeader(),
                    call.value("id").orElseThrow(),
                    tables,
                    rows,
                    keys == null ? null : Json.mapper().valueToTree(keys),
                    database,
                    dryRun);
        }
    }

    private PutBackRequest putBack(HttpCall call) throws SQLException, IOException {
        return putBack.checked(RequestBody.read(call, Rows.class).request(call));
    }

    private static LostRowsDiff.Question question(HttpCall call) {
        Rows rows = RequestBody.read(call, Rows.class);
        return new LostRowsDiff.Question(rows.request(call), rows.limit());
    }

    private static LostRowsDiff.Question said(HttpCall call) {
        List<String> tables = Stream.concat(
                        call.query().said().getOrDefault("table", List.of()).stream(),
                        call.value("tables").stream().flatMap(text -> Stream.of(text.split(","))))
                .toList();
        Rows rows = new Rows(
                tables,
                call.value(
                                "rows",
                                text -> Enum.valueOf(RowChoice.class, text.toUpperCase(Locale.ROOT)),
                                "missing or changed")
                        .orElse(null),
                null,
                call.value("database").orElse(null),
                null,
                call.number("limit").orElse(null));
        return new LostRowsDiff.Question(rows.request(call), Math.max(0, Math.min(rows.limit(), MOST_SHOWN)));
    }
}

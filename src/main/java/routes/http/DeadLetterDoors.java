package routes.http;

import static routes.Verbs.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import ledger.DeadLetters;
import ledger.StoredLetter;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.model.dataformat.CsvDataFormat;

/** The HTTP doors of dead letters: looked at, downloaded, corrected, tried again, given up. */
@ApplicationScoped
class DeadLetterDoors extends EndpointRouteBuilder {

    private static final int PAGE = 100;

    private final DeadLetters letters;

    DeadLetterDoors(DeadLetters letters) {
        this.letters = letters;
    }

    @Override
    public void configure() {
        rest("/api/v1")
                .get("/dead-letters")
                .routeId("letters-list-http")
                .to("direct:letters-list")
                .get("/dead-letters.csv")
                .routeId("letters-download-http")
                .to("direct:letters-download")
                .get("/dead-letters/{id}")
                .routeId("letters-show-http")
                .to("direct:letters-show")
                .patch("/dead-letters/{id}")
                .routeId("letters-correct-http")
                .to("direct:letters-correct")
                .post("/dead-letters/redrive")
                .routeId("letters-redrive-http")
                .to("direct:letters-redrive")
                .post("/dead-letters/discard")
                .routeId("letters-discard-http")
                .to("direct:letters-discard");

        from(direct("letters-list"))
                .routeId("letters-list")
                .process(HttpCall::take)
                .transform()
                .body(HttpCall.class, verb(this::page))
                .process(Answers::json);

        CsvDataFormat csv = new CsvDataFormat();
        csv.setHeader(List.of("id", "run", "table", "file", "line", "column", "sqlstate", "reason", "state", "raw"));
        from(direct("letters-download"))
                .routeId("letters-download")
                .process(HttpCall::take)
                .transform()
                .body(HttpCall.class, verb(this::page))
                .transform()
                .body(DeadLetters.Page.class, page -> DeadLetters.forDownload(page.deadLetters()))
                .marshal(csv)
                .process(exchange -> Answers.write(
                        exchange,
                        200,
                        "text/csv; charset=utf-8",
                        exchange.getMessage().getBody(String.class)));

        from(direct("letters-show"))
                .routeId("letters-show")
                .process(HttpCall::take)
                .transform()
                .body(HttpCall.class, verb(this::show))
                .process(Answers::json);

        from(direct("letters-correct"))
                .routeId("letters-correct")
                .process(HttpCall::take)
                .transform()
                .body(HttpCall.class, verb(this::correct))
                .process(Answers::json);

        from(direct("letters-discard"))
                .routeId("letters-discard")
                .process(HttpCall::take)
                .transform()
                .body(HttpCall.class, verb(this::discard))
                .process(Answers::json);

        from(direct("letters-redrive"))
                .routeId("letters-redrive")
                .process(HttpCall::take)
                .setProperty("patience")
                .body(HttpCall.class, HttpCall::patience)
                .transform()
                .body(HttpCall.class, Uploads::redrive)
                .setProperty("flow", constant("ingest-redrive"))
                .to(direct("runs-ask"));
    }

    private DeadLetters.Page page(HttpCall call) throws SQLException {
        return letters.page(Uploads.letters(call), call.number("limit").orElse(PAGE));
    }

    private StoredLetter show(HttpCall call) throws SQLException {
        long id = Uploads.letterId(call.value("id").orElseThrow());
        return letters.find(id).orElseThrow(() -> DeadLetters.noLetter(id));
    }

    private StoredLetter correct(HttpCall call) throws SQLException {
        return letters.correct(
                Uploads.letterId(call.value("id").orElseThrow()), call.json().get("values"));
    }

    private Map<String, Long> discard(HttpCall call) throws SQLException {
        return Map.of("discarded", letters.discard(Uploads.letters(call)));
    }
}

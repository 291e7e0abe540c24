package routes.http;

import static routes.Steps.verb;

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

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1")
            .get("/dead-letters").routeId("letters-list-http").to("direct:letters-list")
            .get("/dead-letters.csv").routeId("letters-download-http").to("direct:letters-download")
            .get("/dead-letters/{id}").routeId("letters-show-http").to("direct:letters-show")
            .patch("/dead-letters/{id}").routeId("letters-correct-http").to("direct:letters-correct")
            .post("/dead-letters/redrive").routeId("redrive-http").to("direct:redrive-asked")
            .post("/dead-letters/discard").routeId("letters-discard-http").to("direct:letters-discard");

        from(direct("letters-list"))
            .routeId("letters-list")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::page))
            .process(Answers::json);

        from(direct("letters-download"))
            .routeId("letters-download")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::page))
            .transform(verb(DeadLetters.Page.class, DeadLetterDoors::records))
            .marshal(csv())
            .process(Answers::csv);

        from(direct("letters-show"))
            .routeId("letters-show")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::show))
            .process(Answers::json);

        from(direct("letters-correct"))
            .routeId("letters-correct")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::correct))
            .process(Answers::json);

        from(direct("letters-discard"))
            .routeId("letters-discard")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::discard))
            .process(Answers::json);

        from(direct("redrive-asked"))
            .routeId("redrive-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, Uploads::redrive))
            .to(direct("runs-ask"));
    }
    // spotless:on

    private static CsvDataFormat csv() {
        CsvDataFormat csv = new CsvDataFormat();
        csv.setHeader(List.of("id", "run", "table", "file", "line", "column", "sqlstate", "reason", "state", "raw"));
        return csv;
    }

    private static List<Map<String, Object>> records(DeadLetters.Page page) {
        return DeadLetters.forDownload(page.deadLetters());
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

package routes.http;

import static routes.Steps.closing;
import static routes.Steps.exchange;
import static routes.Steps.verb;

import ingest.Corrections;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ledger.DeadLetters;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;
import ledger.StoredLetter;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.component.sql.SqlConstants;
import org.apache.camel.model.dataformat.CsvDataFormat;
import routes.RowsAs;

/** The HTTP doors of dead letters: looked at, downloaded, corrected, tried again, given up. */
@ApplicationScoped
class DeadLetterDoors extends EndpointRouteBuilder {

    private static final int PAGE = 100;

    /** Connections that no work takes, so that people see their letters while loads hold all others. */
    private static final String LEDGER = "#ledger";

    /** What an exchange keeps beside its body on the way to an answer. */
    private static final String LETTERS = "letters";

    private static final String GROUPS = "groups";
    private static final String LETTER = "letter";
    private static final String DOWNLOAD = "download";
    private static final String CORRECTED = "corrected";

    private final Corrections corrections;

    DeadLetterDoors(Corrections corrections) {
        this.corrections = corrections;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1")
            .get("/dead-letters").routeId("letters-list-http").to("direct:letters-list")
            .get("/dead-letters.csv").routeId("letters-download-http").to("direct:letters-download")
            .get("/dead-letters/{id}").routeId("letters-show-http").to("direct:letters-show")
            .patch("/dead-letters").routeId("letters-correct-all-http").to("direct:letters-correct-all")
            .patch("/dead-letters/{id}").routeId("letters-correct-http").to("direct:letters-correct")
            .post("/dead-letters/redrive").routeId("redrive-http").to("direct:redrive-asked")
            .post("/dead-letters/discard").routeId("letters-discard-http").to("direct:letters-discard");

        from(direct("letters-list"))
            .routeId("letters-list")
            .process(HttpCall.taking(LetterChoice.OF_A_LIST, Set.of()))
            .to(direct("letters-page"))
            .process(Answers::json);

        // However many they are: read by a cursor, and kept on disk until the caller has them.
        from(direct("letters-download"))
            .routeId("letters-download")
            .process(HttpCall.taking(LetterChoice.OF_A_DOWNLOAD, Set.of()))
            .transform(verb(HttpCall.class, LetterChoice::toSee))
            .transform(verb(LetterFilter.class, corrections::download))
            .setProperty(DOWNLOAD, body())
            .doTry()
                .marshal(csv())
                .process(Answers::csv)
            .endDoTry()
            .doFinally()
                .process(closing(DOWNLOAD))
            .end();

        // The latest letters that fit, and all that fit grouped by reason.
        from(direct("letters-page"))
            .routeId("letters-page")
            .transform(verb(HttpCall.class, DeadLetterDoors::wanted))
            .to(sql("classpath:sql/ledger/list-dead-letters.sql").dataSource(LEDGER).outputHeader(LETTERS)
                .advanced().rowMapperFactory(new RowsAs<>(StoredLetter::of)))
            .to(sql("classpath:sql/ledger/group-dead-letters.sql").dataSource(LEDGER).outputHeader(GROUPS)
                .advanced().rowMapperFactory(new RowsAs<>(DeadLetters.Group::of)))
            .transform(exchange(DeadLetterDoors::page));

        from(direct("letters-show"))
            .routeId("letters-show")
            .process(HttpCall::take)
            .setProperty(LETTER, verb(HttpCall.class, LetterChoice::id))
            .to(direct("letters-find"))
            .process(Answers::json);

        from(direct("letters-find"))
            .routeId("letters-find")
            .transform(exchange(letter -> LetterFilter.one(id(letter)).parameters(1)))
            .to(sql("classpath:sql/ledger/list-dead-letters.sql").dataSource(LEDGER)
                .advanced().rowMapperFactory(new RowsAs<>(StoredLetter::of)))
            .transform(exchange(DeadLetterDoors::found));

        from(direct("letters-correct"))
            .routeId("letters-correct")
            .process(HttpCall::take)
            .setProperty(LETTER, verb(HttpCall.class, LetterChoice::id))
            .transform(verb(HttpCall.class, LetterChoice::one))
            .transform(verb(Corrections.Correction.class, corrections::parameters))
            .to(sql("classpath:sql/ledger/correct-dead-letters.sql").dataSource(LEDGER))
            .setProperty(CORRECTED, header(SqlConstants.SQL_UPDATE_COUNT))
            .to(direct("letters-find"))
            .process(DeadLetterDoors::requireCorrected)
            .process(Answers::json);

        from(direct("letters-correct-all"))
            .routeId("letters-correct-all")
            .process(HttpCall.taking(LetterChoice.OF_A_CHANGE, Set.of()))
            .transform(verb(HttpCall.class, LetterChoice::several))
            .transform(verb(Corrections.Correction.class, corrections::parameters))
            .to(sql("classpath:sql/ledger/correct-dead-letters.sql").dataSource(LEDGER))
            .transform(exchange(changed -> changed("corrected", changed)))
            .process(Answers::json);

        from(direct("letters-discard"))
            .routeId("letters-discard")
            .process(HttpCall.taking(LetterChoice.OF_A_CHANGE, Set.of()))
            .process(AdminDeeds.only("discarding letters"))
            .transform(verb(HttpCall.class, call -> LetterChoice.toChange(call).parameters()))
            .to(sql("classpath:sql/ledger/discard-dead-letters.sql").dataSource(LEDGER))
            .transform(exchange(changed -> changed("discarded", changed)))
            .process(Answers::json);

        from(direct("redrive-asked"))
            .routeId("redrive-asked")
            .process(HttpCall.taking(LetterChoice.OF_A_CHANGE, Set.of()))
            .transform(verb(HttpCall.class, LetterChoice::redrive))
            .to(direct("runs-ask"));
    }
    // spotless:on

    /** The header comes with the records: it is another for each table. */
    private static CsvDataFormat csv() {
        return new CsvDataFormat();
    }

    private static Map<String, Object> wanted(HttpCall call) {
        return LetterChoice.toSee(call).parameters(call.number("limit").orElse(PAGE), cut(call));
    }

    private static Integer cut(HttpCall call) {
        Integer cut = call.number("cut").orElse(null);
        if (cut != null && cut < 1) {
            throw new ProblemException(Problem.malformed("cut is at least 1, not " + cut, null));
        }
        return cut;
    }

    @SuppressWarnings("unchecked")
    private static DeadLetters.Page page(Exchange exchange) {
        return new DeadLetters.Page(
                exchange.getMessage().getHeader(LETTERS, List.class),
                exchange.getMessage().getHeader(GROUPS, List.class));
    }

    private static long id(Exchange exchange) {
        return exchange.getProperty(LETTER, Long.class);
    }

    private static StoredLetter found(Exchange exchange) {
        List<?> found = exchange.getMessage().getBody(List.class);
        if (found.isEmpty()) {
            throw DeadLetters.noLetter(id(exchange));
        }
        return (StoredLetter) found.get(0);
    }

    private static void requireCorrected(Exchange exchange) {
        if (exchange.getProperty(CORRECTED, Integer.class) != 1) {
            StoredLetter letter = exchange.getMessage().getBody(StoredLetter.class);
            throw new ProblemException(Problem.conflict(
                    "dead letter " + letter.id() + " is " + letter.state() + ", not open",
                    "only open letters can be changed"));
        }
    }

    private static Map<String, Integer> changed(String what, Exchange exchange) {
        return Map.of(what, exchange.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT, Integer.class));
    }
}

package routes.http;

import static routes.Steps.exchange;
import static routes.Steps.verb;
import static routes.http.ConsoleDeeds.sent;
import static routes.http.ConsoleDeeds.wants;

import console.LetterPage;
import console.Pages;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.http.ConsoleCall.Answered;

/** The console's desk of dead letters: they are corrected one by one, by reason or by sheet, tried again and given up. */
@ApplicationScoped
class ConsoleDeskDoors extends EndpointRouteBuilder {

    private static final String PLACE = "letters";

    /** A page has no room for more of a row or a value. */
    private static final String CUT = "1000";

    private final Pages pages;
    private final SheetUploads sheets;

    ConsoleDeskDoors(Pages pages, SheetUploads sheets) {
        this.pages = pages;
        this.sheets = sheets;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/letters")
            .get().routeId("console-letters-http").to("direct:console-letters")
            .post().routeId("console-desk-http").to("direct:console-desk")
            .post("/group").routeId("console-group-http").to("direct:console-group")
            .get("/{id}").routeId("console-letter-http").to("direct:console-letter")
            .post("/{id}/change").routeId("console-letter-change-http").to("direct:console-letter-change");

        from(direct("console-letters"))
            .routeId("console-letters")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .process(ConsoleCall.passing("table", "run"))
            .process(ConsoleCall.adding("state", "open"))
            .process(ConsoleCall.adding("limit", "1"))
            .process(ConsoleCall.adding("cut", CUT))
            .enrich(direct("letters-list"), Answered.as("groups"))
            .process(ConsoleCall.passing("table", "run", "sqlstate", "column", "before"))
            .process(ConsoleCall.adding("state", "open"))
            .process(ConsoleCall.adding("cut", CUT))
            .enrich(direct("letters-list"), Answered.as("letters"))
            .transform(ConsolePage.of(pages, PLACE, PLACE, ConsoleLetters::page))
            .process(Answers::page);

        from(direct("console-letter"))
            .routeId("console-letter")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .enrich(direct("letters-show"), Answered.as("letter"))
            .transform(ConsolePage.of(pages, "letter", PLACE, asked -> Map.of("letter", asked.answer("letter"), "page", LetterPage.of(asked.answer("letter")))))
            .process(Answers::page);

        // What was changed in the form is kept first, letter by letter; then the chosen are tried again, or given up.
        from(direct("console-desk"))
            .routeId("console-desk")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .split(exchange(ConsoleLetters::corrections)).stopOnException()
                .setProperty(HttpCall.PATH, verb(ConsoleLetters.Correction.class, ConsoleLetters.Correction::path))
                .transform(verb(ConsoleLetters.Correction.class, ConsoleLetters.Correction::body))
                .setHeader(Exchange.HTTP_METHOD, constant("PATCH"))
                .to(direct("letters-correct"))
            .end()
            .choice()
                .when(wants("redrive"))
                    .process(sent(ConsoleLetters::chosen))
                    .enrich(direct("redrive-asked"), Answered.as("run"))
                    .process(ConsoleDeeds::toRun)
                .when(wants("discard"))
                    .process(sent(ConsoleLetters::chosen))
                    .enrich(direct("letters-discard"), Answered.as("discarded"))
                    .process(ConsoleDeskDoors::toLetters)
                .otherwise()
                    .process(ConsoleDeskDoors::toLetters)
            .end();

        // All columns of one letter.
        from(direct("console-letter-change"))
            .routeId("console-letter-change")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .filter(ConsoleLetterForms::changes)
                .process(sent(ConsoleLetterForms::correction))
                .setHeader(Exchange.HTTP_METHOD, constant("PATCH"))
                .enrich(direct("letters-correct"), Answered.as("letter"))
            .end()
            .choice()
                .when(wants("redrive"))
                    .process(sent(ConsoleLetterForms::alone))
                    .enrich(direct("redrive-asked"), Answered.as("run"))
                    .process(ConsoleDeeds::toRun)
                .otherwise()
                    .process(exchange -> ConsoleDeeds.goTo(exchange, "/letters/" + ConsoleCall.of(exchange).path().get("id")))
            .end();

        // One value for one column of all letters of a reason.
        from(direct("console-group"))
            .routeId("console-group")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(sent(ConsoleLetterForms::groupCorrection))
            .setHeader(Exchange.HTTP_METHOD, constant("PATCH"))
            .enrich(direct("letters-correct-all"), Answered.as("corrected"))
            .choice()
                .when(wants("redrive"))
                    .process(sent(ConsoleLetterForms::group))
                    .enrich(direct("redrive-asked"), Answered.as("run"))
                    .process(ConsoleDeeds::toRun)
                .otherwise()
                    .process(ConsoleDeskDoors::toLetters)
            .end();

        // The download, corrected in a spreadsheet.
        from(platformHttp("/letters/sheet").httpMethodRestrict("POST"))
            .routeId("console-sheet-http")
            .routeConfigurationId("console")
            .autoStartup("{{service.doors}}")
            .process(HttpCall::take)
            .process(ConsoleCall::takeUpload)
            .transform(verb(HttpCall.class, sheets::ofPage))
            .enrich(direct("runs-ask"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);
    }
    // spotless:on

    private static void toLetters(Exchange exchange) {
        ConsoleCall asked = ConsoleCall.of(exchange);
        String corrected = asked.answer("corrected") == null
                ? ""
                : "&kept=" + asked.answer("corrected").path("corrected").asLong();
        ConsoleDeeds.goTo(exchange, "/letters?" + asked.said("back") + corrected);
    }
}

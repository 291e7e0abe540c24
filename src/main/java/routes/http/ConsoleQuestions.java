package routes.http;

import com.fasterxml.jackson.databind.JsonNode;
import console.DryRun;
import console.Pages;
import console.Question;
import console.Questions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.Steps.Verb;
import routes.http.ConsoleCall.Answered;

/**
 * What the console asks before it does what cannot be told from before or taken back. Each question is a page of its own, and
 * with script a dialog; a dry run of the API, or what it knows, says what would change.
 */
@ApplicationScoped
class ConsoleQuestions extends EndpointRouteBuilder {

    private final Pages pages;
    private final Map<String, Verb<Exchange, String>> asking = new HashMap<>();
    private final Map<String, Function<ConsoleCall, Question>> questions = new HashMap<>();

    ConsoleQuestions(Pages pages) {
        this.pages = pages;
    }

    // spotless:off
    @Override
    public void configure() {
        routeTemplate("console-question")
            .templateParameter("question")
            .templateParameter("verb")
            .from(direct("{{question}}"))
            .routeId("{{question}}")
            .routeConfigurationId("console")
            .setProperty("question", constant("{{question}}"))
            .to(direct("console-status"))
            .process(this::ask)
            .enrich(direct("{{verb}}"), Answered.as("known"))
            .transform(question())
            .process(Answers::page);

        // Each asks a verb of the API that changes nothing, and shows what it says.
        question("/runs/{id}/undo/look", "console-undo", "undo-asked",
            asked -> ConsoleForms.tried("{}"), asked -> DryRun.undo(asked.path().get("id"), known(asked)));
        question("/snapshots/{id}/restore/look", "console-restore-look", "restore-asked",
            asked -> ConsoleForms.tried(ConsoleForms.restore(asked)),
            asked -> DryRun.restore(asked.path().get("id"), asked.said("tables"), known(asked), ConsoleForms.again(asked)));
        question("/recoveries/{id}/put-back/look", "console-put-back-look", "put-back-asked",
            asked -> ConsoleForms.tried(ConsoleForms.putBack(asked)),
            asked -> DryRun.putBack(asked.path().get("id"), known(asked), ConsoleForms.again(asked)));
        question("/dumps/{archive}/load/look", "console-dumps-look", "dumps-load-asked",
            asked -> ConsoleForms.tried(ConsoleForms.dumps(asked)),
            asked -> DryRun.dumps(asked.path().get("archive"), known(asked), ConsoleForms.again(asked)));
        question("/flows/{name}/repair/look", "console-repair-look", "compare-asked",
            ConsoleForms::nothing, asked -> Questions.repair(asked.path().get("name"), known(asked)));
        question("/flows/{name}/copy/look", "console-copy-look", "sync-list",
            null, asked -> Questions.copy(flow(asked)));
        question("/snapshots/{id}/delete/look", "console-delete-look", "snapshot-show",
            null, asked -> Questions.deletion(known(asked)));
        question("/snapshots/retention/look", "console-retention-look", "retention-show",
            null, asked -> Questions.retention(known(asked)));
        question("/recoveries/{id}/delete/look", "console-remove-look", "recovery-show",
            null, asked -> Questions.removal(known(asked)));
        question("/drills/look", "console-rehearse-look", "tables-show",
            null, asked -> Questions.drill(known(asked), asked.said("rows")));

        rest("/")
            .post("/letters/look").routeId("console-discard-look-http").to("direct:console-discard-look")
            .post("/snapshots/{id}/delete").routeId("console-delete-http").to("direct:console-delete")
            .post("/recoveries/{id}/delete").routeId("console-remove-http").to("direct:console-remove");

        from(direct("console-discard-look"))
            .routeId("console-discard-look")
            .routeConfigurationId("console")
            .to(direct("console-status"))
            .process(ConsoleQuestions::askForChosen)
            .enrich(direct("letters-list"), Answered.as("known"))
            .transform(ConsolePage.of(pages, "ask", "letters", ConsoleQuestions::discard))
            .process(Answers::page);

        from(direct("console-delete"))
            .routeId("console-delete")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleForms::requireTyped)
            .process(ConsoleCall.asking(""))
            .setHeader(Exchange.HTTP_METHOD, constant("DELETE"))
            .enrich(direct("snapshot-delete"), Answered.as("gone"))
            .process(exchange -> ConsoleDeeds.goTo(exchange, "/snapshots"));

        from(direct("console-remove"))
            .routeId("console-remove")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleForms::requireTyped)
            .process(ConsoleCall.asking(""))
            .setHeader(Exchange.HTTP_METHOD, constant("DELETE"))
            .enrich(direct("recovery-delete"), Answered.as("gone"))
            .process(exchange -> ConsoleDeeds.goTo(exchange, "/recovery"));
    }
    // spotless:on

    /** @param body what the verb gets, or null where it only reads */
    private void question(
            String path,
            String route,
            String verb,
            Verb<Exchange, String> body,
            Function<ConsoleCall, Question> asked) {
        asking.put(route, body);
        questions.put(route, asked);
        rest("/").post(path).routeId(route + "-http").to("direct:" + route);
        templatedRoute("console-question")
                .routeId(route)
                .parameter("question", route)
                .parameter("verb", verb);
    }

    private void ask(Exchange exchange) throws Exception {
        Verb<Exchange, String> body = asking.get(exchange.getProperty("question", String.class));
        if (body == null) {
            ConsoleCall.asking("").process(exchange);
            nameTheTable(exchange);
        } else {
            ConsoleCall.sending(body.apply(exchange)).process(exchange);
        }
    }

    /** A table that a form names stands in the path of the API. */
    private static void nameTheTable(Exchange exchange) {
        String table = ConsoleCall.of(exchange).said("table");
        if (!table.isEmpty()) {
            exchange.setProperty(HttpCall.PATH, Map.of("table", table));
        }
    }

    private Expression question() {
        return routes.Steps.exchange(exchange -> {
            ConsoleCall asked = ConsoleCall.of(exchange);
            Question question = questions
                    .get(exchange.getProperty("question", String.class))
                    .apply(asked);
            return pages.render("ask", asked.values("", Map.of("ask", question)));
        });
    }

    private static JsonNode known(ConsoleCall asked) {
        return asked.answer("known");
    }

    private static JsonNode flow(ConsoleCall asked) {
        String name = asked.path().get("name");
        for (JsonNode flow : known(asked).path("flows")) {
            if (flow.path("name").asText().equals(name)) {
                return flow;
            }
        }
        throw new ProblemException(Problem.notFound("there is no flow " + name, "list them with GET /api/v1/flows"));
    }

    private static void askForChosen(Exchange exchange) throws Exception {
        String ids = ConsoleLetters.chosenIds(ConsoleCall.of(exchange)).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        // No letter has this number.
        ConsoleCall.asking("limit=1000&ids=" + (ids.isEmpty() ? "0" : ids)).process(exchange);
    }

    private static Map<String, Object> discard(ConsoleCall asked) {
        Map<String, String> chosen = new HashMap<>();
        chosen.put("deed", "discard");
        chosen.put("back", asked.said("back"));
        ConsoleLetters.chosenIds(asked).forEach(id -> chosen.put("chosen-" + id, "on"));
        return Map.of("ask", Questions.discard(known(asked).path("deadLetters"), chosen, asked.said("back")));
    }
}

package routes.http;

import static routes.Steps.exchange;
import static routes.Steps.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import ledger.Json;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.Steps.Verb;
import routes.http.ConsoleCall.Answered;

/** What the console's forms do: each sends to a verb of the API what the form says, and shows the run that began. */
@ApplicationScoped
class ConsoleDeeds extends EndpointRouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        rest("/")
            .post("/runs/{id}/cancel").routeId("console-cancel-http").to("direct:console-cancel")
            .post("/runs/{id}/undo").routeId("console-take-back-http").to("direct:console-take-back")
            .post("/letters").routeId("console-desk-http").to("direct:console-desk")
            .post("/snapshots").routeId("console-keep-http").to("direct:console-keep")
            .post("/snapshots/{id}/verify").routeId("console-prove-http").to("direct:console-prove")
            .post("/snapshots/{id}/restore").routeId("console-restore-http").to("direct:console-restore")
            .post("/flows/{name}/copy").routeId("console-copy-http").to("direct:console-copy")
            .post("/flows/{name}/sync").routeId("console-sync-http").to("direct:console-sync")
            .post("/flows/{name}/compare").routeId("console-compare-http").to("direct:console-compare")
            .post("/drills").routeId("console-rehearse-http").to("direct:console-rehearse")
            .post("/base-backups").routeId("console-base-backup-http").to("direct:console-base-backup")
            .post("/recoveries").routeId("console-recover-http").to("direct:console-recover")
            .post("/recoveries/{id}/put-back").routeId("console-put-back-http").to("direct:console-put-back")
            .post("/lab/{exercise}").routeId("console-lab-do-http").to("direct:console-lab-do")
            .post("/incidents/{id}/left").routeId("console-leave-http").to("direct:console-leave");

        from(direct("console-cancel"))
            .routeId("console-cancel")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending(""))
            .enrich(direct("runs-cancel"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-take-back"))
            .routeId("console-take-back")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending("{}"))
            .enrich(direct("undo-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

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
                .when(deed("redrive"))
                    .process(sent(ConsoleLetters::chosen))
                    .enrich(direct("redrive-asked"), Answered.as("run"))
                    .process(ConsoleDeeds::toRun)
                .when(deed("discard"))
                    .process(sent(ConsoleLetters::chosen))
                    .enrich(direct("letters-discard"), Answered.as("discarded"))
                    .process(ConsoleDeeds::toLetters)
                .otherwise()
                    .process(ConsoleDeeds::toLetters)
            .end();

        from(direct("console-keep"))
            .routeId("console-keep")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending("{}"))
            .enrich(direct("snapshot-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-prove"))
            .routeId("console-prove")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending(""))
            .enrich(direct("verify-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-restore"))
            .routeId("console-restore")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(sent(asked -> fields(asked, "tables", "into", "rows")))
            .enrich(direct("restore-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-copy"))
            .routeId("console-copy")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending("{}"))
            .enrich(direct("copy-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-sync"))
            .routeId("console-sync")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending("{}"))
            .enrich(direct("sync-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-compare"))
            .routeId("console-compare")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending("{}"))
            .enrich(direct("compare-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-rehearse"))
            .routeId("console-rehearse")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(sent(ConsoleDeeds::drill))
            .enrich(direct("drill-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-base-backup"))
            .routeId("console-base-backup")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending("{}"))
            .enrich(direct("base-backup-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-recover"))
            .routeId("console-recover")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(sent(ConsoleDeeds::target))
            .enrich(direct("recover-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-put-back"))
            .routeId("console-put-back")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending("{}"))
            .enrich(direct("put-back-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-lab-do"))
            .routeId("console-lab-do")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending("{}"))
            .enrich(direct("lab-asked"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        from(direct("console-leave"))
            .routeId("console-leave")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending("{\"state\":\"left\"}"))
            .setHeader(Exchange.HTTP_METHOD, constant("PATCH"))
            .enrich(direct("incidents-change"), Answered.as("incident"))
            .process(exchange -> goTo(exchange, "/recovery"));

        from(platformHttp("/load").httpMethodRestrict("POST"))
            .routeId("console-load-file-http")
            .routeConfigurationId("console")
            .autoStartup("{{service.doors}}")
            .enrich(direct("ingest-uploads"), Answered.uploaded())
            .process(ConsoleDeeds::toRun);
    }
    // spotless:on

    private static Predicate deed(String name) {
        return exchange -> ConsoleCall.of(exchange).said("deed").equals(name);
    }

    /** The next verb gets what is made of the call. */
    private static Processor sent(Verb<Exchange, String> body) {
        return exchange -> ConsoleCall.sending(body.apply(exchange)).process(exchange);
    }

    private static String fields(Exchange exchange, String... names) {
        ObjectNode body = Json.mapper().createObjectNode();
        Map<String, String> said = ConsoleCall.of(exchange).said();
        List.of(names).stream().filter(said::containsKey).forEach(name -> body.put(name, said.get(name)));
        return body.toString();
    }

    private static String drill(Exchange exchange) {
        ConsoleCall asked = ConsoleCall.of(exchange);
        ObjectNode body = Json.mapper().createObjectNode().put("table", asked.said("table"));
        String rows = asked.said("rows");
        if (rows.matches("[0-9]{1,9}")) {
            body.put("rows", Integer.parseInt(rows));
        } else {
            body.put("rows", rows);
        }
        return body.toString();
    }

    private static String target(Exchange exchange) {
        ObjectNode body = Json.mapper().createObjectNode();
        ObjectNode target = body.putObject("target");
        Map<String, String> said = ConsoleCall.of(exchange).said();
        List.of("before", "time").stream().filter(said::containsKey).forEach(name -> target.put(name, said.get(name)));
        return body.toString();
    }

    private static void toRun(Exchange exchange) {
        goTo(
                exchange,
                "/runs/" + ConsoleCall.of(exchange).answer("run").path("id").asText());
    }

    private static void toLetters(Exchange exchange) {
        goTo(exchange, "/letters?" + ConsoleCall.of(exchange).said("back"));
    }

    private static void goTo(Exchange exchange, String place) {
        Answers.write(exchange, 303, "text/html; charset=utf-8", "");
        exchange.getMessage().setHeader("Location", place);
    }
}

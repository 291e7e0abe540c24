package routes.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import routes.Steps.Verb;
import routes.http.ConsoleCall.Answered;

/** What the console's forms do: each sends to a verb of the API what the form says, and shows the run that began. */
@ApplicationScoped
class ConsoleDeeds extends EndpointRouteBuilder {

    private final Map<String, Verb<Exchange, String>> bodies = new HashMap<>();

    // spotless:off
    @Override
    public void configure() {
        rest("/")
            .post("/incidents/{id}/left").routeId("console-leave-http").to("direct:console-leave");

        routeTemplate("console-deed")
            .templateParameter("deed")
            .templateParameter("verb")
            .from(direct("{{deed}}"))
            .routeId("{{deed}}")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .setProperty("deed", constant("{{deed}}"))
            .process(sent(this::body))
            .enrich(direct("{{verb}}"), Answered.as("run"))
            .process(ConsoleDeeds::toRun);

        // Each asks one verb of the API for a run, and shows it.
        deed("/runs/{id}/cancel", "console-cancel", "runs-cancel", ConsoleForms::empty);
        deed("/runs/{id}/undo", "console-take-back", "undo-asked", ConsoleForms::nothing);
        deed("/snapshots", "console-keep", "snapshot-asked", ConsoleForms::nothing);
        deed("/snapshots/{id}/verify", "console-prove", "verify-asked", ConsoleForms::empty);
        deed("/snapshots/{id}/restore", "console-restore", "restore-asked", ConsoleForms::restore);
        deed("/flows/{name}/copy", "console-copy", "copy-asked", ConsoleForms::nothing);
        deed("/flows/{name}/sync", "console-sync", "sync-asked", ConsoleForms::nothing);
        deed("/flows/{name}/compare", "console-compare", "compare-asked", ConsoleForms::nothing);
        deed("/flows/{name}/repair", "console-repair", "repair-asked", ConsoleForms::nothing);
        deed("/snapshots/retention", "console-retention", "retention-asked", ConsoleForms::empty);
        deed("/base-backups/{id}/verify", "console-check", "base-backup-verify-asked", ConsoleForms::empty);
        deed("/drills", "console-rehearse", "drill-asked", ConsoleForms::drill);
        deed("/base-backups", "console-base-backup", "base-backup-asked", ConsoleForms::nothing);
        deed("/recoveries", "console-recover", "recover-asked", ConsoleForms::target);
        deed("/recoveries/{id}/put-back", "console-put-back", "put-back-asked", ConsoleForms::putBack);
        deed("/dumps/{archive}/load", "console-dumps-load", "dumps-load-asked", ConsoleForms::dumps);
        deed("/lab/{exercise}", "console-lab-do", "lab-asked", ConsoleForms::nothing);

        from(direct("console-leave"))
            .routeId("console-leave")
            .routeConfigurationId("console")
            .process(ConsoleCall::take)
            .process(ConsoleCall.sending("{\"state\":\"left\"}"))
            .setHeader(Exchange.HTTP_METHOD, constant("PATCH"))
            .enrich(direct("incidents-change"), Answered.as("incident"))
            .process(exchange -> goTo(exchange, "/recovery"));
    }
    // spotless:on

    /** A form at {@code path}, the route that takes it, and the verb that gets what {@code body} makes of it. */
    private void deed(String path, String route, String verb, Verb<Exchange, String> body) {
        bodies.put(route, body);
        rest("/").post(path).routeId(route + "-http").to("direct:" + route);
        templatedRoute("console-deed").routeId(route).parameter("deed", route).parameter("verb", verb);
    }

    private String body(Exchange exchange) throws Exception {
        return bodies.get(exchange.getProperty("deed", String.class)).apply(exchange);
    }

    static Predicate wants(String deed) {
        return exchange -> ConsoleCall.of(exchange).said("deed").equals(deed);
    }

    /** The next verb gets what is made of the call. */
    static Processor sent(Verb<Exchange, String> body) {
        return exchange -> ConsoleCall.sending(body.apply(exchange)).process(exchange);
    }

    static void toRun(Exchange exchange) {
        goTo(
                exchange,
                "/runs/" + ConsoleCall.of(exchange).answer("run").path("id").asText());
    }

    static void goTo(Exchange exchange, String place) {
        Answers.write(exchange, 303, "text/html; charset=utf-8", "");
        exchange.getMessage().setHeader("Location", place);
    }
}

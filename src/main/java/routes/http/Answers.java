package routes.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Json;
import ledger.Problem;
import ledger.Run;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.jboss.logging.Logger;
import routes.Problems;

/** Turns what a flow ends with into HTTP answers; problems as RFC 9457 wants them. */
final class Answers {

    private static final Logger LOG = Logger.getLogger(Answers.class);
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String CONTENT_POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final int RETRY_AFTER_SECONDS = 5;

    private static final int DONE = 200;
    private static final int RUNNING = 202;
    private static final int SEVERAL = 207;

    /** Doors under their names of old. */
    private static final Set<String> OF_OLD = Set.of("/upload", "/backup", "/restore");

    private Answers() {}

    /** A run: 200 when it did what was asked, 202 while it is at work, else a problem. */
    static void started(Exchange exchange) {
        Run run = exchange.getMessage().getBody(Run.class);
        int status = status(run);
        if (status < 400) {
            answer(exchange, status, JSON, Json.mapper().valueToTree(run), List.of(run));
        } else {
            ObjectNode answer = Json.mapper().valueToTree(problemOf(run));
            answer.set("run", Json.mapper().valueToTree(run));
            answer(exchange, status, PROBLEM, answer, List.of(run));
        }
        if (status == RUNNING) {
            exchange.getMessage().setHeader("Location", "/api/v1/runs/" + run.id());
        }
    }

    private static int status(Run run) {
        return run.state() == RunState.RUNNING
                ? RUNNING
                : didIt(run) ? DONE : problemOf(run).status();
    }

    /** The names of old get one sentence more. */
    private static void answer(Exchange exchange, int status, String type, ObjectNode answer, List<Run> runs) {
        if (exchange.getFromEndpoint() instanceof PlatformHttpEndpoint door && OF_OLD.contains(door.getPath())) {
            answer.put("response", RunSentence.of(runs));
        }
        write(exchange, status, type, answer.toString());
    }

    /** A run that was taken back: 200 when it was, else as any other. */
    static void undone(Exchange exchange) {
        if (exchange.getMessage().getBody(Run.class).state() == RunState.UNDONE) {
            json(exchange);
        } else {
            started(exchange);
        }
    }

    /** Several runs, in order, each with the status that it would have alone: their common one, 202 or 207 is that of all. */
    static void startedAll(Exchange exchange) {
        List<Run> runs = List.of(exchange.getMessage().getBody(Run[].class));
        Set<Integer> each = runs.stream().map(Answers::status).collect(Collectors.toSet());
        int status = each.contains(RUNNING)
                ? RUNNING
                : each.size() == 1 ? each.iterator().next() : SEVERAL;
        ObjectNode answer =
                status < 400 ? Json.mapper().createObjectNode() : Json.mapper().valueToTree(problemOf(runs.get(0)));
        ArrayNode all = answer.putArray("runs");
        for (Run run : runs) {
            all.add(Json.mapper().<ObjectNode>valueToTree(run).put("status", status(run)));
        }
        answer(exchange, status, status < 400 ? JSON : PROBLEM, answer, runs);
        if (status == RUNNING) {
            exchange.getMessage().setHeader("Location", "/api/v1/runs");
        }
    }

    private static boolean didIt(Run run) {
        return switch (run.state()) {
            case DONE, DONE_WITH_REJECTS, ALREADY_DONE -> true;
            case RUNNING, REJECTED, REFUSED, FAILED, CANCELLED, UNDONE -> false;
        };
    }

    private static Problem problemOf(Run run) {
        return run.problem() != null
                ? run.problem()
                : Problem.conflict("the run was " + run.state().text(), "start another");
    }

    /** Anything else, as JSON. */
    static void json(Exchange exchange) {
        write(exchange, 200, JSON, Json.write(exchange.getMessage().getBody()));
    }

    /** Text that is CSV already. */
    static void csv(Exchange exchange) {
        write(exchange, 200, "text/csv; charset=utf-8", exchange.getMessage().getBody());
    }

    /** A page for people: no script but our own, no frame, nothing from elsewhere. */
    static void page(Exchange exchange) {
        page(exchange, 200);
    }

    /** The same that says why there is none. */
    static void problemPage(Exchange exchange) {
        Throwable trouble = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        page(exchange, Problems.of(trouble).status());
    }

    private static void page(Exchange exchange, int status) {
        write(
                exchange,
                status,
                "text/html; charset=utf-8",
                exchange.getMessage().getBody());
        exchange.getMessage().setHeader("Content-Security-Policy", CONTENT_POLICY);
        exchange.getMessage().setHeader("Cache-Control", "no-store");
        exchange.getMessage().setHeader("Referrer-Policy", "same-origin");
    }

    /** What was thrown, without a stack trace, a statement or a secret. */
    static void failure(Exchange exchange) {
        Throwable trouble = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Problem problem = Problems.of(trouble);
        if (problem.status() >= 500) {
            LOG.errorf(trouble, "%s failed", exchange.getFromRouteId());
        }
        write(exchange, problem.status(), PROBLEM, Json.write(problem));
        if (problem.status() == 503) {
            exchange.getMessage().setHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
    }

    /** Text of a kind of its own. */
    static void write(Exchange exchange, int status, String type, Object body) {
        Message message = exchange.getMessage();
        message.setHeaders(new java.util.HashMap<>(Map.of(
                Exchange.HTTP_RESPONSE_CODE,
                status,
                Exchange.CONTENT_TYPE,
                type,
                "X-Content-Type-Options",
                "nosniff")));
        message.setBody(body);
    }
}

package routes.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import ledger.Json;
import ledger.Problem;
import ledger.Run;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jboss.logging.Logger;
import routes.Problems;

/** Turns what a flow ends with into HTTP answers; problems as RFC 9457 wants them. */
final class Answers {

    private static final Logger LOG = Logger.getLogger(Answers.class);
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final int RETRY_AFTER_SECONDS = 5;

    private Answers() {}

    /** A run: 200 when it did what was asked, 202 while it is at work, else a problem. */
    static void started(Exchange exchange) {
        Run run = exchange.getMessage().getBody(Run.class);
        if (run.state() == RunState.RUNNING) {
            write(exchange, 202, JSON, Json.write(run));
            exchange.getMessage().setHeader("Location", "/api/v1/runs/" + run.id());
        } else if (didIt(run)) {
            write(exchange, 200, JSON, Json.write(run));
        } else {
            Problem problem = problemOf(run);
            ObjectNode answer = Json.mapper().valueToTree(problem);
            answer.set("run", Json.mapper().valueToTree(run));
            write(exchange, problem.status(), PROBLEM, answer.toString());
        }
    }

    /** A run that was taken back: 200 when it was, else as any other. */
    static void undone(Exchange exchange) {
        if (exchange.getMessage().getBody(Run.class).state() == RunState.UNDONE) {
            json(exchange);
        } else {
            started(exchange);
        }
    }

    /** Several runs, in order; a problem only when none of them did what was asked. */
    static void startedAll(Exchange exchange) {
        List<Run> runs = List.of(exchange.getMessage().getBody(Run[].class));
        ObjectNode answer = Json.mapper().createObjectNode();
        if (!runs.isEmpty() && runs.stream().noneMatch(run -> didIt(run) || run.state() == RunState.RUNNING)) {
            Problem problem = problemOf(runs.get(0));
            answer = Json.mapper().valueToTree(problem);
            answer.set("runs", Json.mapper().valueToTree(runs));
            write(exchange, problem.status(), PROBLEM, answer.toString());
            return;
        }
        answer.set("runs", Json.mapper().valueToTree(runs));
        boolean running = runs.stream().anyMatch(run -> run.state() == RunState.RUNNING);
        write(exchange, running ? 202 : 200, JSON, answer.toString());
        if (running) {
            exchange.getMessage().setHeader("Location", "/api/v1/runs");
        }
    }

    private static boolean didIt(Run run) {
        return switch (run.state()) {
            case DONE, DONE_WITH_REJECTS, ALREADY_DONE -> true;
            case RUNNING, REFUSED, FAILED, CANCELLED, UNDONE -> false;
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
        write(exchange, 200, "text/csv; charset=utf-8", exchange.getMessage().getBody(String.class));
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

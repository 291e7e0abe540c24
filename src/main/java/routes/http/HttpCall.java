package routes.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import ledger.Door;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunHeader;
import ledger.RunId;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;

/**
 * An HTTP call, taken out of its exchange: from here on no header of a client can reach an endpoint.
 *
 * @param values path, query and header values by lower-case name; a path value hides the others, a query value a header
 * @param body what came with it, as text, or null
 * @param caller the name of the user who calls, or null where there are no users
 */
record HttpCall(Map<String, String> values, String body, String caller) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** A connection on which nothing moves is closed after {@code quarkus.http.idle-timeout}: the answer comes before. */
    static final Duration MOST_PATIENCE = Duration.ofMinutes(4);

    /** Replaces the message by the call it is, and keeps beside it how long the caller waits. */
    static void take(Exchange exchange) {
        Map<String, String> values = new TreeMap<>();
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (value != null && !name.startsWith("Camel")) {
                values.put(name.toLowerCase(java.util.Locale.ROOT), last(value).toString());
            }
        });
        Object body = exchange.getMessage().getBody();
        boolean spooled = values.containsKey(BodySpool.HEADER);
        String caller = caller(exchange);
        exchange.getMessage().removeHeaders("*");
        HttpCall call = new HttpCall(
                values, spooled || body == null ? null : exchange.getMessage().getBody(String.class), caller);
        exchange.setProperty("patience", call.patience());
        exchange.getMessage().setBody(call);
    }

    /** What is sent more than once comes as a list: those of headers first, then of the query, then of the path. */
    private static Object last(Object value) {
        return value instanceof List<?> several ? several.get(several.size() - 1) : value;
    }

    /** Who came in by name and password; nobody else can write this header. */
    private static String caller(Exchange exchange) {
        return exchange.getMessage().getHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER)
                        instanceof QuarkusHttpUser user
                ? user.getSecurityIdentity().getPrincipal().getName()
                : null;
    }

    /** What the run is called that the call asks for. */
    RunHeader runHeader() {
        return runHeader(RunId.next(), value("idempotency-key").orElse(null));
    }

    /** The same where the run's id is given already, and the call asks for several. */
    RunHeader runHeader(UUID run, String idempotencyKey) {
        return new RunHeader(run, Door.HTTP, idempotencyKey, caller);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name)).filter(text -> !text.isEmpty());
    }

    /** The value, understood by {@code reader}; what it throws is the caller's mistake. */
    <T> Optional<T> value(String name, Function<String, T> reader, String expected) {
        return value(name).map(text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw new ProblemException(Problem.malformed(name + " is " + expected + ", not \"" + text + '"', null));
            }
        });
    }

    Optional<Integer> number(String name) {
        return value(name, Integer::valueOf, "a number");
    }

    Optional<UUID> uuid(String name) {
        return value(name, UUID::fromString, "a run's id");
    }

    boolean flag(String name) {
        return value(name, HttpCall::truth, "true or false").orElse(false);
    }

    private static boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(text);
        }
        return text.equals("true");
    }

    /** The body as a JSON object; an empty body is an empty one. */
    JsonNode json() {
        if (body == null || body.isBlank()) {
            return Json.mapper().createObjectNode();
        }
        try {
            JsonNode json = Json.mapper().readTree(body);
            if (json == null || !json.isObject()) {
                throw new ProblemException(Problem.malformed("the body is not a JSON object", null));
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new ProblemException(Problem.malformed("the body is not JSON: " + e.getOriginalMessage(), null));
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    Problem.malformed("the body holds a number whose exponent is out of range", null));
        }
    }

    /**
     * How long the caller waits for a run to end.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240, Prefer</a>
     */
    Duration patience() {
        return value("prefer").map(HttpCall::patience).orElse(PATIENCE);
    }

    private static Duration patience(String prefer) {
        for (String preference :
                Arrays.stream(prefer.split("[,;]")).map(String::strip).toList()) {
            if (preference.equalsIgnoreCase("respond-async")) {
                return Duration.ZERO;
            }
            if (preference.matches("(?i)wait=[0-9]{1,6}")) {
                Duration wanted = Duration.ofSeconds(Long.parseLong(preference.substring("wait=".length())));
                return wanted.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : wanted;
            }
        }
        return PATIENCE;
    }
}

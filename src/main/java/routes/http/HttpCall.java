package routes.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ledger.Door;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunHeader;
import ledger.RunId;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * An HTTP call, taken out of its exchange: from here on no header of a client can reach an endpoint.
 *
 * @param path values of the path by name; one hides what the query says under its name
 * @param query what is said behind the path
 * @param headers by lower-case name; never a way to say what belongs into the query
 * @param body what came with it, as text, or null
 * @param caller who calls
 */
record HttpCall(Map<String, String> path, Query query, Map<String, String> headers, String body, Caller caller) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** A connection on which nothing moves is closed after {@code quarkus.http.idle-timeout}: the answer comes before. */
    static final Duration MOST_PATIENCE = Duration.ofMinutes(4);

    /** Of two members with one name one would be lost without a word, and so would be what follows the body. */
    private static final ObjectReader STRICT = Json.mapper()
            .reader()
            .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Where a route that asks on behalf of a page keeps what the path would say. */
    static final String PATH = "pathOfCall";

    private static final Pattern IN_PATH = Pattern.compile("\\{([^/}]+)}");

    /** What changes nothing. */
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /**
     * Replaces the message by the call it is, and keeps beside it how long the caller waits. Of a call that changes
     * something no parameter is left aside.
     */
    static void take(Exchange exchange) {
        String method = exchange.getMessage().getHeader(Exchange.HTTP_METHOD, "GET", String.class);
        HttpCall call = of(exchange);
        if (!READING.contains(method)) {
            call.query.only(Set.of(), Set.of());
        }
    }

    /** The same for a door of which nobody here knows the parameters: whoever does has to look after each. */
    static void takeAny(Exchange exchange) {
        of(exchange);
    }

    /** The same for a door that has these parameters, each of them once, and no others. */
    static Processor taking(String... parameters) {
        return taking(Set.of(parameters), Set.of());
    }

    /** The same, where some may be said more than once. */
    static Processor taking(Set<String> parameters, Set<String> repeatable) {
        return exchange -> of(exchange).query.only(parameters, repeatable);
    }

    private static HttpCall of(Exchange exchange) {
        Message message = exchange.getMessage();
        Query query = Query.read(message.getHeader(Exchange.HTTP_RAW_QUERY, String.class));
        Map<String, String> headers = headers(message);
        Map<String, String> path = path(exchange, query);
        path.values().forEach(text -> Query.refuseNul(text, "path"));
        boolean spooled = headers.containsKey(BodySpool.HEADER);
        String body = spooled || message.getBody() == null ? null : message.getBody(String.class);
        HttpCall call = new HttpCall(path, query, headers, body, Caller.of(exchange));
        exchange.getMessage().removeHeaders("*");
        exchange.setProperty("patience", call.patience());
        exchange.getMessage().setBody(call);
        return call;
    }

    /** What the path says, under the names that the door has for it. */
    private static Map<String, String> path(Exchange exchange, Query query) {
        Map<String, Object> all = exchange.getMessage().getHeaders();
        Map<String, String> path = new TreeMap<>();
        if (exchange.getProperty(PATH) instanceof Map<?, ?> given) {
            given.forEach((name, value) -> path.put(name.toString(), value.toString()));
        } else if (exchange.getFromEndpoint() instanceof PlatformHttpEndpoint door) {
            Matcher names = IN_PATH.matcher(door.getPath());
            while (names.find()) {
                path.put(names.group(1), last(all.get(names.group(1))).toString());
            }
        } else {
            // Entered by another route, by whom there is no path.
            all.forEach((name, value) -> {
                if (value != null && !name.startsWith("Camel") && !query.said().containsKey(name)) {
                    path.put(name, value.toString());
                }
            });
        }
        return path;
    }

    /** What is sent under one name comes as a list: that of headers first, then of the query, then of the path. */
    private static Object last(Object value) {
        return value instanceof List<?> several ? several.get(several.size() - 1) : value;
    }

    /** As they came, and not as Camel mixes them with what the query says. */
    private static Map<String, String> headers(Message message) {
        Map<String, String> headers = new TreeMap<>();
        if (message instanceof HttpMessage call) {
            MultiMap sent = call.getRequest().headers();
            sent.names()
                    .forEach(name -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", sent.getAll(name))));
        }
        return headers;
    }

    /** What the run is called that the call asks for. */
    RunHeader runHeader() {
        return runHeader(RunId.next(), header("idempotency-key").orElse(null));
    }

    /** The same where the run's id is given already, and the call asks for several. */
    RunHeader runHeader(UUID run, String idempotencyKey) {
        return new RunHeader(run, Door.HTTP, idempotencyKey, caller.name());
    }

    /** What the path says under that name, or else the query. */
    Optional<String> value(String name) {
        return Optional.ofNullable(path.get(name)).or(() -> query.value(name)).filter(text -> !text.isEmpty());
    }

    /** What a header says; several of one name are one, with commas between. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).filter(text -> !text.isEmpty());
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

    /** How many are wanted, 1 to 1000. */
    int limit(int otherwise) {
        int limit = number("limit").orElse(otherwise);
        if (limit < 1 || limit > 1000) {
            throw new ProblemException(Problem.malformed("limit is 1 to 1000, not " + limit, null));
        }
        return limit;
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
            JsonNode json = STRICT.readTree(body);
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

    /** Nothing is said in the body, at a door that needs no more than its path. */
    void requireNoBody() {
        RequestBody.read(this, Nothing.class);
    }

    /** The call itself, of which nothing more is to be said. */
    HttpCall withoutBody() {
        requireNoBody();
        return this;
    }

    /** Nothing more is to be said. */
    record Nothing() {}

    /**
     * How long the caller waits for a run to end.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240, Prefer</a>
     */
    Duration patience() {
        return header("prefer").map(HttpCall::patience).orElse(PATIENCE);
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

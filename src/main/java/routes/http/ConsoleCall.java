package routes.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;

/**
 * Somebody's call of a page, and what the API's verbs answered on the way to it.
 *
 * @param path values of the path by name
 * @param said what stands behind the path, or in the form that was sent, by name
 * @param theme {@code dark} or {@code light} if the caller chose, else empty
 * @param caller who it is, and what he may do
 */
record ConsoleCall(
        Map<String, String> path,
        Map<String, String> said,
        String theme,
        Caller caller,
        Map<String, JsonNode> answers) {

    private static final String CALL = "consoleCall";
    private static final Pattern NAME = Pattern.compile("\\$\\{(\\w+)}");
    private static final Set<String> THEMES = Set.of("dark", "light");

    /** What the menu shows of a service that cannot be asked. */
    private static final JsonNode NOTHING_KNOWN = Json.read(
            "{\"incidents\":[],\"letters\":{\"open\":0,\"tables\":0},\"flows\":[],\"running\":[],\"failed\":[]}");

    /** Keeps what was called beside the message, from which no header of the client gets further. */
    static void take(Exchange exchange) {
        if (exchange.getProperty(CALL) == null) {
            HttpCall.take(exchange);
            HttpCall call = exchange.getMessage().getBody(HttpCall.class);
            keep(exchange, call, Query.read(call.body()));
        }
        ask(exchange, "", null);
    }

    /** The same of an upload, whose body lies on disk and has been looked at by others. */
    static void takeUpload(Exchange exchange) {
        keep(exchange, exchange.getMessage().getBody(HttpCall.class), Query.read(""));
    }

    private static void keep(Exchange exchange, HttpCall call, Query form) {
        Map<String, String> said = new TreeMap<>();
        call.query().said().forEach((name, texts) -> said.put(name, texts.get(texts.size() - 1)));
        form.said().forEach((name, texts) -> said.put(name, texts.get(texts.size() - 1)));
        exchange.setProperty(
                CALL, new ConsoleCall(call.path(), said, theme(call), call.caller(), new LinkedHashMap<>()));
    }

    /** What was found out on the way without a verb, under that name. */
    static Processor knowing(String name) {
        return exchange -> of(exchange).answers.put(name, exchange.getMessage().getBody(JsonNode.class));
    }

    private static String theme(HttpCall call) {
        return call.header("cookie").stream()
                .flatMap(cookies -> List.of(cookies.split(";\\s*")).stream())
                .filter(cookie -> cookie.startsWith("theme="))
                .map(cookie -> cookie.substring("theme=".length()))
                .filter(THEMES::contains)
                .findFirst()
                .orElse("");
    }

    static ConsoleCall of(Exchange exchange) {
        return exchange.getProperty(CALL, ConsoleCall.class);
    }

    /** What is known of a call that failed before it was taken. */
    static ConsoleCall orNone(Exchange exchange) {
        ConsoleCall call = of(exchange);
        return call == null ? new ConsoleCall(Map.of(), Map.of(), "", Caller.NOBODY, Map.of()) : call;
    }

    private static void ask(Exchange exchange, String query, String body) {
        Message message = exchange.getMessage();
        exchange.setProperty(HttpCall.PATH, of(exchange).path);
        message.setHeaders(new HashMap<>());
        message.setHeader(Exchange.HTTP_RAW_QUERY, query);
        message.setHeader(Exchange.HTTP_METHOD, body == null ? "GET" : "POST");
        message.setBody(body);
    }

    /** The next verb is asked for this; {@code ${name}} is what the path says. */
    static Processor asking(String query) {
        return exchange -> ask(exchange, filled(exchange, query), null);
    }

    private static String filled(Exchange exchange, String text) {
        Matcher names = NAME.matcher(text);
        return names.replaceAll(
                name -> Matcher.quoteReplacement(encoded(of(exchange).path.getOrDefault(name.group(1), ""))));
    }

    /** The next verb is asked for what the caller said under these names. */
    static Processor passing(String... names) {
        return exchange -> ask(exchange, of(exchange).query(Set.of(names)), null);
    }

    /** The next verb is asked for all that the caller said. */
    static void passingAll(Exchange exchange) {
        ask(exchange, of(exchange).query(), null);
    }

    /** And for this, unless the caller said another. */
    static Processor adding(String name, String value) {
        return exchange -> {
            String query = exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, String.class);
            String said = of(exchange).said.getOrDefault(name, value);
            ask(exchange, (query.isEmpty() ? "" : query + "&") + name + "=" + encoded(said), null);
        };
    }

    /** The next verb gets this body. */
    static Processor sending(String json) {
        return exchange -> ask(exchange, "", json);
    }

    /** Whether the caller said something under that name. */
    static Predicate says(String name) {
        return exchange -> !of(exchange).said.getOrDefault(name, "").isEmpty();
    }

    /** All that the caller said. */
    String query() {
        return query(said.keySet());
    }

    private String query(Set<String> names) {
        return said.entrySet().stream()
                .filter(one -> names.contains(one.getKey()) && !one.getValue().isEmpty())
                .map(one -> one.getKey() + "=" + encoded(one.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** What the caller said, and this beside it. */
    String queryWith(String name, String value) {
        Map<String, String> all = new TreeMap<>(said);
        all.put(name, value);
        return new ConsoleCall(path, all, theme, caller, answers).query(all.keySet());
    }

    /** All that the caller said but that. */
    ConsoleCall without(String name) {
        Map<String, String> all = new TreeMap<>(said);
        all.remove(name);
        return new ConsoleCall(path, all, theme, caller, answers);
    }

    /** As it stands in a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What a verb answered, or null where it was not asked. */
    JsonNode answer(String name) {
        return answers.get(name);
    }

    /** The list that a verb answered with. */
    JsonNode list(String name) {
        return answers.get(name).path(name);
    }

    String said(String name) {
        return said.getOrDefault(name, "");
    }

    /**
     * All that a page shows.
     *
     * @param place which entry of the menu it belongs to
     */
    Map<String, Object> values(String place, Map<String, Object> shown) {
        Map<String, Object> values = new HashMap<>(path);
        values.putAll(shown);
        values.put("status", answers.getOrDefault("status", NOTHING_KNOWN));
        values.put("theme", theme);
        values.put("caller", caller.name() == null ? "" : caller.name());
        values.put("may", caller.role());
        values.put("place", place);
        return values;
    }

    /** How the answers of verbs are kept. */
    static final class Answered {

        private Answered() {}

        /** The first run of an upload is the one that is shown. */
        static AggregationStrategy uploaded() {
            return (asked, answered) -> {
                JsonNode answer = Json.read(answered.getMessage().getBody(String.class));
                if (answer.path("runs").isEmpty()) {
                    throw new ProblemException(Json.read(answer.toString(), Problem.class));
                }
                of(asked).answers.put("run", answer.path("runs").get(0));
                return asked;
            };
        }

        /** Lines of JSON, each of them something. */
        static AggregationStrategy lines(String name) {
            return (asked, answered) -> {
                ArrayNode lines = Json.mapper().createArrayNode();
                answered.getMessage()
                        .getBody(String.class)
                        .lines()
                        .filter(line -> !line.isBlank())
                        .forEach(line -> lines.add(Json.read(line)));
                of(asked).answers.put(name, lines);
                return asked;
            };
        }

        /**
         * Under that name.
         *
         * @throws ProblemException as the verb answered with a problem
         */
        static AggregationStrategy as(String name) {
            return (asked, answered) -> {
                JsonNode answer = Json.read(answered.getMessage().getBody(String.class));
                Integer status = answered.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
                if (status >= 400 && !answer.path("run").isObject()) {
                    throw new ProblemException(Json.read(answer.toString(), Problem.class));
                }
                of(asked).answers.put(name, answer.path("run").isObject() ? answer.path("run") : answer);
                ask(asked, "", null);
                return asked;
            };
        }
    }
}

package reports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;

/**
 * A Metabase beside the service, set up through its API: a user, the database, a question for each report and a dashboard of
 * them. What is there by its name is left as it is, so that it can be done again.
 *
 * @see <a href="https://www.metabase.com/docs/latest/api">Metabase API</a>
 */
public final class Metabase {

    private static final String DASHBOARD = "Caravanserai";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int WIDTH = 24;
    private static final int HEIGHT = 9;

    private final URI address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private String session;

    /** Who looks after it. */
    public record Admin(String email, String password) {

        /** A password is among it. */
        @Override
        public String toString() {
            return email;
        }
    }

    /** The database that is asked, and as whom. */
    public record Source(String name, String host, int port, String database, String user, String password) {

        /** A password is among it. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** A report as it asks the database: {@code sql} has {@code {{name}}} where a parameter stands. */
    public record Question(String title, String description, String sql, List<Parameter> parameters) {}

    public Metabase(URI address) {
        this.address = Objects.requireNonNull(address, "address");
    }

    /**
     * Sets it up, or finds that it is.
     *
     * @return where its dashboard is
     * @throws ProblemException if it does not answer as it should
     */
    public URI setUp(Admin admin, Source source, List<Question> questions) {
        logIn(admin);
        int database = named(get("/api/database"), source.name(), () -> post("/api/database", database(source)));
        List<Integer> cards = questions.stream()
                .map(question ->
                        named(get("/api/card"), question.title(), () -> post("/api/card", card(question, database))))
                .toList();
        int dashboard = named(
                get("/api/dashboard"),
                DASHBOARD,
                () -> post("/api/dashboard", Json.mapper().createObjectNode().put("name", DASHBOARD)));
        JsonNode shown = get("/api/dashboard/" + dashboard);
        if (shown.path("dashcards").isEmpty()) {
            send("PUT", "/api/dashboard/" + dashboard, dashcards(cards));
        }
        return address.resolve("/dashboard/" + dashboard);
    }

    private void logIn(Admin admin) {
        JsonNode properties = get("/api/session/properties");
        boolean fresh = properties.path("setup-token").isTextual()
                && !properties.path("has-user-setup").asBoolean();
        if (fresh) {
            ObjectNode setup = Json.mapper()
                    .createObjectNode()
                    .put("token", properties.get("setup-token").asText());
            setup.putObject("user")
                    .put("email", admin.email())
                    .put("password", admin.password())
                    .put("first_name", "Caravan")
                    .put("last_name", "Serai");
            setup.putObject("prefs").put("site_name", DASHBOARD).put("allow_tracking", false);
            session = post("/api/setup", setup).path("id").asText();
        } else {
            ObjectNode login = Json.mapper()
                    .createObjectNode()
                    .put("username", admin.email())
                    .put("password", admin.password());
            session = post("/api/session", login).path("id").asText();
        }
    }

    /** The id of what has that name among them, or of what is made otherwise. */
    private static int named(JsonNode answer, String name, Supplier<JsonNode> otherwise) {
        JsonNode all = answer.isArray() ? answer : answer.path("data");
        return StreamSupport.stream(all.spliterator(), false)
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst()
                .orElseGet(otherwise)
                .path("id")
                .asInt();
    }

    private static ObjectNode database(Source source) {
        ObjectNode database =
                Json.mapper().createObjectNode().put("engine", "postgres").put("name", source.name());
        database.putObject("details")
                .put("host", source.host())
                .put("port", source.port())
                .put("dbname", source.database())
                .put("user", source.user())
                .put("password", source.password())
                .put("ssl", false);
        return database;
    }

    private static ObjectNode card(Question question, int database) {
        ObjectNode card = Json.mapper()
                .createObjectNode()
                .put("name", question.title())
                .put("description", question.description())
                .put("display", "table");
        card.putObject("visualization_settings");
        ObjectNode query = card.putObject("dataset_query").put("type", "native").put("database", database);
        ObjectNode asked = query.putObject("native").put("query", question.sql());
        ObjectNode tags = asked.putObject("template-tags");
        for (Parameter parameter : question.parameters()) {
            tags.putObject(parameter.name())
                    .put(
                            "id",
                            UUID.nameUUIDFromBytes(parameter.name().getBytes(StandardCharsets.UTF_8))
                                    .toString())
                    .put("name", parameter.name())
                    .put("display-name", parameter.name())
                    .put("type", parameter.type() == ParameterType.TEXT ? "text" : "number")
                    .set("default", parameter.otherwise());
        }
        return card;
    }

    private static ObjectNode dashcards(List<Integer> cards) {
        ObjectNode dashboard = Json.mapper().createObjectNode();
        ArrayNode places = dashboard.putArray("dashcards");
        for (int i = 0; i < cards.size(); i++) {
            ObjectNode place = places.addObject()
                    .put("id", -1 - i)
                    .put("card_id", cards.get(i))
                    .put("row", i * HEIGHT)
                    .put("col", 0)
                    .put("size_x", WIDTH)
                    .put("size_y", HEIGHT);
            place.putArray("parameter_mappings");
            place.putObject("visualization_settings");
        }
        return dashboard;
    }

    private JsonNode get(String path) {
        return send("GET", path, null);
    }

    private JsonNode post(String path, JsonNode body) {
        return send("POST", path, body);
    }

    private JsonNode send(String method, String path, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        if (session != null) {
            request.header("X-Metabase-Session", session);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new ProblemException(Problem.unavailable(
                        "Metabase answered " + answer.statusCode() + " to " + method + " " + path,
                        "look at its log, and at the password that it was set up with"));
            }
            return answer.body().isBlank() ? Json.mapper().createObjectNode() : Json.read(answer.body());
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.unavailable("Metabase does not answer at " + address, "wait until it has started"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.cancelled());
        }
    }
}

package reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import ledger.Json;
import ledger.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as Metabase's API is documented to; the real one was not at hand. */
class MetabaseTest {

    private static final Metabase.Admin ADMIN = new Metabase.Admin("a@example.org", "secret");
    private static final Metabase.Source SOURCE =
            new Metabase.Source("main", "postgres", 5432, "main", "metabase", "pass");

    private final Map<String, ArrayNode> kept = new TreeMap<>();
    private final HttpServer server = server();
    private boolean setUp;

    private HttpServer server() {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            made.createContext("/", this::answer);
            made.start();
            return made;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized void answer(HttpExchange call) throws IOException {
        String path = call.getRequestURI().getPath();
        JsonNode body = Json.mapper().readTree(call.getRequestBody());
        boolean known = "s".equals(call.getRequestHeaders().getFirst("X-Metabase-Session"));
        JsonNode answer = Json.mapper().createObjectNode().put("id", "s");
        int status = 200;
        if (path.equals("/api/session/properties")) {
            answer = Json.mapper()
                    .createObjectNode()
                    .put("setup-token", setUp ? null : "t")
                    .put("has-user-setup", setUp);
        } else if (path.equals("/api/setup")) {
            status = body.get("token").asText().equals("t") && !setUp ? 200 : 403;
            setUp = true;
        } else if (path.equals("/api/session")) {
            status = body.get("password").asText().equals("secret") ? 200 : 401;
        } else if (!known) {
            status = 401;
        } else {
            answer = rest(call.getRequestMethod(), path, body);
        }
        byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    private JsonNode rest(String method, String path, JsonNode body) {
        String[] parts = path.split("/");
        ArrayNode all = kept.computeIfAbsent(parts[2], what -> Json.mapper().createArrayNode());
        if (parts.length > 3) {
            ObjectNode one = (ObjectNode) all.get(Integer.parseInt(parts[3]) - 1);
            if (method.equals("PUT")) {
                one.setAll((ObjectNode) body);
            }
            return one;
        }
        if (method.equals("POST")) {
            ObjectNode made = body.deepCopy();
            made.put("id", all.size() + 1);
            all.add(made);
            return made;
        }
        return parts[2].equals("database") ? Json.mapper().createObjectNode().set("data", all) : all;
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static Reports reports() {
        return new Reports(new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(ReportSettings.class)
                .withDefaultValue("reports.folder", "no-such-folder")
                .build()
                .getConfigMapping(ReportSettings.class));
    }

    private URI setUp(Metabase.Admin admin) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new Metabase(address).setUp(admin, SOURCE, reports().questions());
    }

    @Test
    void itIsSetUpOnceHoweverOftenItIsAsked() {
        // When
        URI first = setUp(ADMIN);
        URI again = setUp(ADMIN);

        // Then
        assertThat(first.getPath()).isEqualTo("/dashboard/1");
        assertThat(again).isEqualTo(first);
        assertThat(kept.get("database")).hasSize(1);
        assertThat(kept.get("database").at("/0/details/user").asText()).isEqualTo("metabase");
        assertThat(kept.get("card").findValuesAsText("name"))
                .contains("Departments above the mean", "Hires by quarter");
        assertThat(kept.get("card")).hasSize(2);
        assertThat(kept.get("card").at("/1/dataset_query/native/query").asText())
                .contains("extract(year from hired) = {{year}}", "datetime::text");
        assertThat(kept.get("card")
                        .at("/1/dataset_query/native/template-tags/year/default")
                        .asInt())
                .isEqualTo(2021);
        assertThat(kept.get("dashboard")).hasSize(1);
        assertThat(kept.get("dashboard").at("/0/dashcards")).hasSize(2);
    }

    @Test
    void whoDoesNotKnowThePasswordIsToldWhatToDo() {
        // Given
        setUp(ADMIN);

        // When
        var other = assertThatThrownBy(() -> setUp(new Metabase.Admin("a@example.org", "other")));

        // Then
        other.isInstanceOf(ProblemException.class).hasMessageContaining("Metabase answered 401 to POST /api/session");
    }
}

package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import ledger.Json;
import ledger.Problem;
import ledger.Run;
import ledger.RunRequest;
import ledger.RunState;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.junit.jupiter.api.AfterEach;
import routes.LedgerCamel;
import security.Role;

/** Doors at a real HTTP server on a free port of its own. What is behind them may be a mock endpoint. */
abstract class HttpCamel extends LedgerCamel {

    protected static final String PROBLEM = "application/problem+json";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** HTTP/2 unless a test says otherwise. */
    protected HttpClient.Version version = HttpClient.Version.HTTP_2;

    protected final VertxPlatformHttpServer server = new VertxPlatformHttpServer(anyPort());
    protected VertxPlatformHttpRouter router;

    /** Who calls, or null where there are no users. */
    protected String user;

    private static VertxPlatformHttpServerConfiguration anyPort() {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost("127.0.0.1");
        configuration.setBindPort(0);
        return configuration;
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration.withAutoStartupExcludePatterns("timer*,quartz*,file*");
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        server.setCamelContext(camel);
        server.start();
        // Doors look for it under the port that is usual, whichever it is.
        String name =
                VertxPlatformHttpRouter.getRouterNameFromPort(VertxPlatformHttpServerConfiguration.DEFAULT_BIND_PORT);
        router = new VertxPlatformHttpRouter(
                server, server.getVertx(), (Router) server.getServer().requestHandler(), name);
        camel.getRegistry().bind(name, router);
        router.route().order(Integer.MIN_VALUE).handler(this::comeIn);
        return camel;
    }

    @AfterEach
    void close() {
        server.stop();
    }

    private void comeIn(RoutingContext call) {
        if (user != null) {
            QuarkusHttpUser.setIdentity(
                    QuarkusSecurityIdentity.builder()
                            .setPrincipal(new QuarkusPrincipal(user))
                            .addRole(Role.ADMIN.label())
                            .build(),
                    call);
        }
        call.next();
    }

    /** These doors, with what happens when something breaks behind them. */
    protected RoutesBuilder[] doors(RoutesBuilder... routes) throws Exception {
        context.addRoutesConfigurations(new DoorFailures());
        return withEnds(routes);
    }

    /** Calls as a client does; headers are names and values in turn. */
    protected HttpResponse<String> call(String method, String path, String body, String... headers) {
        return callWith(method, path, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body), headers);
    }

    private HttpResponse<String> callWith(
            String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getServer().actualPort() + path))
                .version(version)
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer to " + method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    protected HttpResponse<String> get(String path) {
        return call("GET", path, null);
    }

    protected HttpResponse<String> post(String path, String body, String... headers) {
        return call("POST", path, body, headers);
    }

    protected HttpResponse<String> postBytes(String path, byte[] body, String... headers) {
        return callWith("POST", path, BodyPublishers.ofByteArray(body), headers);
    }

    protected static JsonNode json(HttpResponse<String> answer) {
        return Json.read(answer.body());
    }

    protected static String type(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElseThrow();
    }

    /** It is this problem, and nothing else. */
    protected static void assertProblem(HttpResponse<String> answer, Problem problem) {
        assertThat(answer.statusCode()).isEqualTo(problem.status());
        assertThat(type(answer)).isEqualTo(PROBLEM);
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(json(answer)).isEqualTo(Json.read(Json.write(problem)));
    }

    /** A mock endpoint behind the doors, where each request becomes a run that has come so far. */
    protected MockEndpoint becoming(RunState state, Problem problem) {
        MockEndpoint begin = getMockEndpoint("mock:runs-begin");
        begin.whenAnyExchangeReceived(answering(body -> run((RunRequest) body, state, problem)));
        return begin;
    }

    /** The one request that came to the mock endpoint. */
    protected <T extends RunRequest> T asked(Class<T> type) {
        return type.cast(only("runs-begin").getMessage().getBody());
    }

    /** The one exchange that came to the mock endpoint. */
    protected Exchange only(String route) {
        List<Exchange> exchanges = getMockEndpoint("mock:" + route).getExchanges();
        assertThat(exchanges).hasSize(1);
        return exchanges.get(0);
    }

    protected static Run run(RunRequest request, RunState state, Problem problem) {
        Run begun = Run.begun(request);
        return new Run(
                begun.id(),
                begun.kind(),
                begun.subject(),
                begun.door(),
                begun.askedBy(),
                state,
                begun.rows(),
                begun.progress(),
                begun.startedAt(),
                state == RunState.RUNNING ? null : Instant.now(),
                begun.detail(),
                problem);
    }
}

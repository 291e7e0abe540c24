package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import ledger.Json;
import org.junit.jupiter.api.Test;

/** Notifications from outside: whoever a rule names hears of runs that did not do what they were for, and gets his reports. */
class NotifyIT {

    @Test
    void whoeverARuleNamesIsTold() throws Exception {
        // Given
        List<JsonNode> posted = new CopyOnWriteArrayList<>();
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        hook.createContext("/", call -> {
            posted.add(Json.mapper().readTree(call.getRequestBody()));
            call.sendResponseHeaders(200, -1);
            call.close();
        });
        hook.start();
        Service service = Service.fresh()
                .with("NOTIFY_RULES_OPS_ON", "refused,failed,report,test")
                .with(
                        "NOTIFY_RULES_OPS_WEBHOOK",
                        "http://127.0.0.1:" + hook.getAddress().getPort() + "/x")
                .with("NOTIFY_RULES_OPS_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .with("NOTIFY_DIGEST", "1S")
                .with("REPORTS_MINE_CRON", "* * * * * ?")
                .with("REPORTS_MINE_PARAMETERS_N", "7");
        Path folder = Files.createDirectories(service.home().resolve("reports"));
        Files.writeString(folder.resolve("mine.sql"), "-- parameter: n integer\nselect :n as n");
        try (service) {
            service.start();

            // When
            service.drop("no_such_table.csv", "a,b\n1,2\n");
            Service.Answer tried = service.post("/api/v1/notifications/test", "application/json", "{}");

            // Then
            assertThat(tried.json().at("/sent/0/sent").asBoolean())
                    .as(tried.body())
                    .isTrue();
            Service.await("the refused run is told of", () -> notices(posted)
                    .anyMatch(notice -> notice.at("/events/0").asText().equals("refused")
                            && notice.get("subject").asText().equals("no_such_table")));
            Service.await("the report came", () -> notices(posted)
                    .anyMatch(notice -> notice.at("/detail/csv").asText().equals("n\r\n7\r\n")));
            Service.await(
                    "it is known that they were told",
                    () -> service.get("/api/v1/notifications?state=sent")
                                    .json()
                                    .get("deliveries")
                                    .size()
                            >= 2);
        } finally {
            hook.stop(0);
        }
    }

    private static Stream<JsonNode> notices(List<JsonNode> posted) {
        return posted.stream()
                .flatMap(message ->
                        StreamSupport.stream(message.at("/data/notices").spliterator(), false));
    }
}

package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import ledger.Json;
import ledger.Problem;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunId;
import ledger.RunState;
import notify.NotifySettings;
import notify.NotifySettingsOf;
import notify.Rules;
import org.apache.camel.RoutesBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Patience;
import routes.NotifyCamel;

@Tag("every-postgres")
class NotifyRoutesTest extends HttpCamel {

    private final List<JsonNode> posted = new CopyOnWriteArrayList<>();
    private final HttpServer hook = hook();
    private final GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private volatile int answer = 204;

    private HttpServer hook() {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            made.createContext("/", call -> {
                String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                if (answer < 300) {
                    posted.add(Json.mapper()
                            .createObjectNode()
                            .put("path", call.getRequestURI().toString())
                            .put("signature", call.getRequestHeaders().getFirst("webhook-signature"))
                            .put("id", call.getRequestHeaders().getFirst("webhook-id"))
                            .put("sentAt", call.getRequestHeaders().getFirst("webhook-timestamp"))
                            .put("type", call.getRequestHeaders().getFirst("content-type"))
                            .put("raw", body)
                            .set("body", Json.read(body)));
                }
                call.sendResponseHeaders(answer, -1);
                call.close();
            });
            made.start();
            return made;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        mails.start();
        Map<String, String> values = new HashMap<>(Map.of(
                "notify.rules.hook.on", "failed,refused,test,letters,overdue,lag,incident,report",
                "notify.rules.hook.webhook",
                        "http://127.0.0.1:" + hook.getAddress().getPort() + "/T0/secret?a=b",
                "notify.rules.hook.secret", NotifySettingsOf.SECRET,
                "notify.rules.post.on", "rejected,test,report",
                "notify.rules.post.mail", "ops@example.org,dev@example.org",
                "notify.mail.host", "127.0.0.1",
                "notify.mail.port", String.valueOf(mails.getSmtp().getPort()),
                "notify.mail.tls", "none",
                "notify.digest", "500ms",
                "notify.tries", "2"));
        values.put("notify.letters.max", "3");
        values.put("notify.lag.max-seconds", "60");
        NotifySettings settings = NotifySettingsOf.the(values);
        Rules rules = new Rules(settings);
        return doors(
                NotifyCamel.routes(rules, settings), new NotifyDoors(rules), NotifyCamel.watch(settings, syncSettings));
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("sync.flows.nightly.to", "copy", "sync.flows.nightly.cron", "0 0 2 * * ?");
    }

    @BeforeEach
    void forget() throws Exception {
        DATABASE.execute("delete from caravanserai.notice; delete from caravanserai.alarm");
    }

    @AfterEach
    void stop() {
        hook.stop(0);
        mails.stop();
    }

    private void tell() throws Exception {
        start("notify-sort");
        start("notify-due");
    }

    private Run ended(RunState state) throws Exception {
        Run run = ledger.begin(some(null));
        template.requestBody(
                "direct:runs-end",
                new RunEnd(run.id(), state, Rows.NONE, null, Problem.conflict("it did not work", "mend it")));
        return run;
    }

    private void await(org.awaitility.core.ThrowingRunnable condition) {
        Awaitility.await().atMost(Patience.LIMIT).untilAsserted(condition);
    }

    private String states() throws Exception {
        return DATABASE.value("select coalesce(string_agg(rule || ' ' || state || ' ' || tries, ', ' order by id), '')"
                + " from caravanserai.delivery");
    }

    @Test
    void whoIsToBeToldOfARunIsToldOnceAndWithOurSignature() throws Exception {
        // Given
        Run failed = ended(RunState.FAILED);
        ended(RunState.DONE);

        // When
        tell();

        // Then
        await(() -> assertThat(states()).isEqualTo("hook sent 1"));
        assertThat(posted).hasSize(1);
        JsonNode message = posted.get(0);
        assertThat(message.get("path").asText()).isEqualTo("/T0/secret?a=b");
        assertThat(message.get("type").asText()).startsWith("application/json");
        JsonNode notice = message.at("/body/data/notices/0");
        assertThat(notice.at("/detail/run").asText()).isEqualTo(failed.id().toString());
        assertThat(notice.at("/detail/problem/detail").asText()).isEqualTo("it did not work");
        assertThat(notice.get("text").asText()).contains("verify of a set failed: it did not work");
        assertThat(message.get("signature").asText())
                .isEqualTo(NotifyCamel.signature(
                        message.get("id").asText(),
                        message.get("sentAt").asLong(),
                        message.get("raw").asText()));
    }

    @Test
    void aStormIsAFewMessages() throws Exception {
        // Given
        DATABASE.execute("insert into caravanserai.notice (event, subject, detail) select 'run', 't' || n,"
                + " '{\"state\":\"failed\",\"kind\":\"ingest\"}' from generate_series(1, 250) n");

        // When
        tell();

        // Then
        await(() -> assertThat(DATABASE.value("select count(*) from caravanserai.delivery where state = 'sent'"))
                .isEqualTo("250"));
        assertThat(posted).hasSizeBetween(3, 12);
        assertThat(posted.stream()
                        .mapToInt(message -> message.at("/body/data/notices").size())
                        .sum())
                .isEqualTo(250);
    }

    @Test
    void aMessageThatDoesNotArriveIsTriedAgainLaterAndGivenUpInTheEnd() throws Exception {
        // Given
        answer = 500;
        ended(RunState.FAILED);
        tell();
        await(() -> assertThat(DATABASE.value("select coalesce(min(problem), '') from caravanserai.delivery"))
                .isEqualTo("the answer was 500"));
        String later =
                DATABASE.value("select state || ' ' || tries || ' ' || (due_at > now()) from caravanserai.delivery");

        // When
        DATABASE.execute("update caravanserai.delivery set due_at = now()");
        await(() -> assertThat(states()).isEqualTo("hook dead 2"));
        HttpResponse<String> listed = get("/api/v1/notifications?state=dead");

        // Then
        assertThat(later).isEqualTo("open 1 true");
        assertThat(json(listed).at("/deliveries/0/problem").asText()).isEqualTo("the answer was 500");
        assertThat(json(listed).at("/deliveries/0/notice/subject").asText()).isEqualTo("a set");
        assertThat(json(listed).get("rules")).hasSize(2);
        assertThat(listed.body()).doesNotContain("secret", "/T0");
    }

    @Test
    void whatAProcessHadInHandWhenItDiedIsToldByTheNext() throws Exception {
        // Given
        ended(RunState.FAILED);
        start("notify-sort");
        await(() -> assertThat(states()).isEqualTo("hook open 0"));
        DATABASE.execute("update caravanserai.delivery set tries = 1, due_at = now() - interval '1 second'");

        // When
        start("notify-due");

        // Then
        await(() -> assertThat(states()).isEqualTo("hook sent 2"));
        assertThat(posted).hasSize(1);
    }

    @Test
    void aReportComesByMailAsAFile() throws Exception {
        // Given
        DATABASE.execute("insert into caravanserai.notice (event, subject, detail)"
                + " values ('report', 'hires', '{\"csv\":\"a,b\\r\\n1,ö\\r\\n\"}')");

        // When
        tell();

        // Then
        await(() -> assertThat(mails.getReceivedMessages()).hasSize(2));
        MimeMessage mail = mails.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("[caravanserai] report hires");
        assertThat(GreenMailUtil.getWholeMessage(mail)).contains("hires.csv", "text/csv");
        assertThat(mail.getAllRecipients()).hasSize(2);
    }

    @Test
    void whatPassesALimitIsToldOnceUntilItIsOver() throws Exception {
        // Given
        Run run = ledger.begin(some(null));
        for (int i = 0; i < 3; i++) {
            DATABASE.execute(
                    "insert into caravanserai.dead_letter (run, table_name, file, line, sqlstate, reason, raw, encoding)"
                            + " values ('" + run.id() + "', 'limited', 'f', 1, '23502', 'no', '', 'UTF-8')");
        }
        DATABASE.execute(
                "update caravanserai.run set started_at = now() - interval '7 hours' where id = '" + run.id() + "'");
        DATABASE.execute("insert into caravanserai.run (id, kind, subject, door, state, started_at, ended_at, owner)"
                + " values ('" + RunId.next()
                + "', 'sync', 'nightly', 'timer', 'done', now() - interval '1 hour', now(), 'x')");

        // When
        template.sendBody("direct:notify-limits", null);
        template.sendBody("direct:notify-limits", null);
        String raised = DATABASE.value("select string_agg(event || ' ' || subject, ', ' order by event, subject)"
                + " from caravanserai.notice where subject in ('limited', 'nightly', 'a set')");
        DATABASE.execute("update caravanserai.dead_letter set state = 'discarded' where table_name = 'limited'");
        template.sendBody("direct:notify-limits", null);

        // Then
        assertThat(raised).isEqualTo("lag nightly, letters limited, overdue a set");
        assertThat(DATABASE.value(
                        "select count(*) from caravanserai.alarm where event = 'letters' and subject = 'limited'"))
                .isEqualTo("0");
    }

    @Test
    void aLossOfRowsIsToldUnlessItIsOurOwn() throws Exception {
        // When
        for (String own : List.of("false", "true")) {
            DATABASE.execute(
                    "insert into caravanserai.incident (system_identifier, kind, database_name, table_name, rows, exact,"
                            + " unlogged, own, xid, lsn, committed_at) values ('1', 'truncate', 'd', 'lost_" + own
                            + "', 5, true, false, "
                            + own + ", 1, '0/1', now())");
        }

        // Then
        assertThat(DATABASE.value("select string_agg(subject, ',') from caravanserai.notice where event = 'incident'"))
                .isEqualTo("lost_false");
    }

    @Test
    void somebodyFindsOutWhetherHeWouldBeTold() {
        // When
        HttpResponse<String> all = post("/api/v1/notifications/test", "{}");
        answer = 410;
        HttpResponse<String> gone = post("/api/v1/notifications/test", "{\"rule\":\"hook\"}");
        HttpResponse<String> none = post("/api/v1/notifications/test", "{\"rule\":\"nobody\"}");

        // Then
        assertThat(json(all).get("sent")).hasSize(2);
        assertThat(json(all).at("/sent/0/sent").asBoolean()).as(all.body()).isTrue();
        assertThat(json(all).at("/sent/1/sent").asBoolean()).as(all.body()).isTrue();
        assertThat(json(all).at("/sent/1/to").asText()).isEqualTo("dev@example.org, ops@example.org");
        assertThat(posted.get(0).at("/body/data/notices/0/events/0").asText()).isEqualTo("test");
        assertThat(json(gone).at("/sent/0/sent").asBoolean()).isFalse();
        assertThat(json(gone).at("/sent/0/problem").asText()).isEqualTo("the answer was 410");
        assertThat(gone.body()).doesNotContain("secret");
        assertThat(none.statusCode()).isEqualTo(404);
    }
}

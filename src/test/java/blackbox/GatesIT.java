package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every door that changes something does what it is told in words that it knows, or nothing at all. */
class GatesIT {

    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    private static final Service SERVICE = SharedService.get();

    @BeforeAll
    static void aTableWithALetter() {
        SERVICE.sql("create table gate (id int primary key, name text)");
        SERVICE.rows("gate", "1,one\nx,two\n", "?header=absent");
    }

    private static Service.Answer send(String method, String path, String type, String body) {
        return SERVICE.send(SERVICE.request(path)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static void assertNothingHappened() {
        assertThat(SERVICE.value("select string_agg(id || name, ' ') from gate"))
                .isEqualTo("1one");
        assertThat(SERVICE.value(
                        "select count(*) from caravanserai.dead_letter where table_name in ('gate', 'public.gate')"
                                + " and state = 'open'"))
                .isEqualTo("1");
        assertThat(SERVICE.value("select count(*) from caravanserai.run where subject in ('gate', 'public.gate')"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /api/v1/tables/gate/rows",
        "POST,   /api/v1/tables/gate/preview",
        "POST,   /api/v1/uploads",
        "POST,   /upload",
        "POST,   /api/v1/dead-letters/redrive",
        "POST,   /api/v1/dead-letters/discard",
        "PATCH,  /api/v1/dead-letters/1",
        "PATCH,  /api/v1/dead-letters",
        "POST,   /api/v1/dead-letters.csv",
        "POST,   /api/v1/snapshots",
        "POST,   /api/v1/snapshots/retention",
        "POST,   /api/v1/snapshots/latest/verify",
        "POST,   /api/v1/snapshots/latest/restore",
        "DELETE, /api/v1/snapshots/latest",
        "POST,   /backup",
        "POST,   /restore",
        "POST,   /api/v1/drills",
        "POST,   /api/v1/flows/none/copy",
        "POST,   /api/v1/flows/none/sync",
        "POST,   /api/v1/flows/none/compare",
        "POST,   /api/v1/flows/none/install",
        "POST,   /api/v1/flows/none/uninstall",
        "POST,   /api/v1/runs/" + NOBODY + "/cancel",
        "POST,   /api/v1/runs/" + NOBODY + "/undo",
    })
    void aParameterThatThereIsNotIsMalformed(String method, String path) {
        // Given
        boolean isForm = path.endsWith("upload") || path.endsWith("uploads");
        String type = isForm ? "multipart/form-data; boundary=x" : "text/csv";
        String body = isForm
                ? "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"gate.csv\"\r\n\r\n2,two\r\n--x--\r\n"
                : "";

        // When
        Service.Answer answer = send(method, path + "?tabel=gate", type, body);

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().get("detail").asText()).isEqualTo("there is no parameter \"tabel\"");
        assertNothingHappened();
    }

    @ParameterizedTest
    @CsvSource({
        "POST,  /api/v1/dead-letters/redrive,      table",
        "POST,  /api/v1/dead-letters/discard,      table",
        "PATCH, /api/v1/dead-letters,              table",
        "POST,  /api/v1/snapshots,                 tables",
        "POST,  /api/v1/snapshots/latest/restore,  tables",
        "POST,  /restore,                          tables",
        "POST,  /backup,                           tables",
        "POST,  /api/v1/drills,                    table",
        "POST,  /api/v1/flows/none/copy,           tables",
        "POST,  /api/v1/flows/none/sync,           tables",
        "POST,  /api/v1/flows/none/compare,        tables",
    })
    void aMemberThatThereIsNotOrThatIsSaidTwiceIsMalformed(String method, String path, String member) {
        // When
        Service.Answer misspelt = send(method, path, "application/json", "{\"tabel\":\"gate\"}");
        Service.Answer twice =
                send(method, path, "application/json", "{\"%s\":\"gate\",\"%s\":\"gate\"}".formatted(member, member));
        Service.Answer more = send(method, path, "application/json", "{\"%s\":\"gate\"} {}".formatted(member));

        // Then
        assertThat(misspelt.status()).as(misspelt.body()).isEqualTo(400);
        assertThat(misspelt.json().get("hint").asText()).startsWith("did you mean " + member + "?");
        assertThat(twice.status()).as(twice.body()).isEqualTo(400);
        assertThat(more.status()).as(more.body()).isEqualTo(400);
        assertNothingHappened();
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /api/v1/snapshots/retention",
        "POST,   /api/v1/snapshots/latest/verify",
        "DELETE, /api/v1/snapshots/latest",
        "POST,   /api/v1/flows/none/install",
        "POST,   /api/v1/flows/none/uninstall",
    })
    void whatNeedsNoBodyTakesNone(String method, String path) {
        // When
        Service.Answer answer = send(method, path, "application/json", "{\"tables\":[\"gate\"]}");

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().get("hint").asText()).isEqualTo("send no body");
        assertNothingHappened();
    }

    @Test
    void aHeaderIsNoOption() {
        // Given
        SERVICE.sql("create table gate_header (id int primary key)", "insert into gate_header values (1)");

        // When
        Service.Answer answer = SERVICE.post(
                "/api/v1/tables/gate_header/rows",
                "text/csv",
                "2\n",
                "mode",
                "replace",
                "delimiter",
                "x",
                "table",
                "gate");

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(SERVICE.count("gate_header")).isEqualTo(2);
    }

    @Test
    void aParameterIsNoTicketOfAnotherUpload() {
        // When
        Service.Answer answer = SERVICE.rows("gate", "2,two\n", "?caravanserai-spool=1");
        Service.Answer letters = SERVICE.get("/api/v1/dead-letters?caravanserai-spool=1");

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(letters.status()).isEqualTo(400);
        assertNothingHappened();
    }

    @Test
    void aSemicolonNeedsNoCode() {
        // Given
        SERVICE.sql("create table gate_semicolon (id int primary key, name text)");

        // When
        Service.Answer answer = SERVICE.send(HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:"
                        + SERVICE.port() + "/api/v1/tables/gate_semicolon/rows?delimiter=;&mode=upsert"))
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString("id;name\n1;one\n"))
                .build());

        // Then
        assertThat(answer.json().at("/rows/loaded").asInt()).as(answer.body()).isEqualTo(1);
    }
}

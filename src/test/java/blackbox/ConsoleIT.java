package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ledger.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages for people: each opens, shows what the API says, and does by its forms what the API does. */
class ConsoleIT {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Pattern INLINE = Pattern.compile("<style| style=|<script>| onclick=|javascript:|https?://");

    private final Service service = SharedService.get();

    private String run(Service.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(303);
        assertThat(answer.header("location")).startsWith("/runs/");
        return answer.header("location");
    }

    private Service.Answer form(String path, String fields) {
        return service.post(path, FORM, fields);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/runs",
                "/runs?kind=ingest&state=done",
                "/letters",
                "/dumps",
                "/tables",
                "/snapshots",
                "/flows",
                "/drills",
                "/recovery",
                "/reports",
                "/load"
            })
    void everyPageOpensAndCarriesNothingThatItsPolicyForbids(String page) {
        // When
        Service.Answer answer = service.get(page);

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("text/html");
        assertThat(answer.header("content-security-policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(answer.body()).contains("<h1>", "</html>").doesNotContainPattern(INLINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console.css", "/console.js", "/icons.svg", "/webjars/htmx.org/2.0.4/dist/htmx.min.js"})
    void whatAPageNeedsComesFromHere(String asset) {
        // Then
        assertThat(service.get(asset).status()).isEqualTo(200);
    }

    @Test
    void aLetterIsCorrectedAndRedrivenAtTheDeskAndTheRedriveTakenBack() {
        // Given
        service.sql("create table desk (id int primary key, name text not null)");
        service.rows("desk", "id,name\n1,Ann\n2,\n", "");
        JsonNode letter = service.letters("desk").get(0);
        String id = letter.get("id").asText();

        // When
        Service.Answer page = service.get("/letters?table=desk&sqlstate=23502&column=name");
        String redrive = run(form(
                "/letters",
                "deed=redrive&back=table%3Ddesk&chosen-" + id + "=on&value-" + id + "=Bo+%3Cb%3E&was-" + id
                        + "=&column-" + id + "=name"));
        String after = service.value("select name from desk where id = 2");
        Service.Answer shown = service.get(redrive);
        Service.Answer look = form(redrive + "/undo/look", "");
        String undone = run(form(redrive + "/undo", ""));

        // Then
        assertThat(page.body()).contains("letter-" + id, "name is required, and is missing");
        assertThat(after).isEqualTo("Bo <b>");
        assertThat(shown.body()).contains("The one row is accounted for.");
        assertThat(look.status()).as(look.body()).isEqualTo(200);
        assertThat(undone).isEqualTo(redrive);
        assertThat(service.count("desk")).isEqualTo(1);
    }

    @Test
    void oneValueIsSetInAllLettersOfAReasonAndTheyAreRedriven() {
        // Given
        service.sql("create table desk_group (id int primary key, name text not null, place text)");
        service.rows("desk_group", "id,name,place\n1,,a\n2,,b\nx,Cy,c\n", "");

        // When
        Service.Answer page = service.get("/letters?table=desk_group&sqlstate=23502&column=name");
        Service.Answer kept = form(
                "/letters/group",
                "deed=correct&back=table%3Ddesk_group&table=desk_group&sqlstate=23502&column=name&set=place&null=true&value=");
        String redrive = run(form(
                "/letters/group",
                "deed=redrive&back=&table=desk_group&run=&sqlstate=23502&column=name&set=name&value=Bo"));

        // Then
        assertThat(page.body()).contains("Set in 2 rows", "Set and redrive 2");
        assertThat(kept.header("location")).isEqualTo("/letters?table=desk_group&kept=2");
        assertThat(service.get(redrive).body()).contains("All 2 rows are accounted for.");
        assertThat(service.value(
                        "select string_agg(id || name || coalesce(place, '-'), ',' order by id) from desk_group"))
                .isEqualTo("1Bo-,2Bo-");
        assertThat(service.letters("desk_group")).hasSize(3);
    }

    @Test
    void allColumnsOfALetterAreCorrectedAndLinesInThemStay() {
        // Given
        service.sql("create table desk_whole (id int primary key, name text, note text)");
        service.rows("desk_whole", "id,name,note\nx,Ann,\"two\nlines\"\n", "");
        String id = service.letters("desk_whole").get(0).get("id").asText();
        String fields = "column-0=id&was-0=x&value-0=7&column-1=name&was-1=Ann&value-1=Ann&null-1=true"
                + "&column-2=note&was-2=two%0D%0Alines&value-2=two%0D%0Alines";

        // When
        Service.Answer page = service.get("/letters/" + id);
        Service.Answer kept = form("/letters/" + id + "/change", "deed=correct&" + fields);
        String redrive = run(form("/letters/" + id + "/change", "deed=redrive"));

        // Then
        assertThat(page.body()).contains("<textarea", "two\nlines", "is no integer");
        assertThat(kept.header("location")).isEqualTo("/letters/" + id);
        assertThat(service.get(redrive).body()).contains("The one row is accounted for.");
        assertThat(service.value("select id || coalesce(name, '-') || note from desk_whole"))
                .isEqualTo("7-two\nlines");
    }

    @Test
    void aCorrectedSheetIsUploadedByAForm() {
        // Given
        service.sql("create table desk_sheet (id int primary key, name text not null)");
        service.rows("desk_sheet", "id,name\n1,\n", "");
        String sheet =
                service.get("/api/v1/dead-letters.csv?table=desk_sheet").body().replace(",1,,", ",1,Cy,");

        // When
        Service.Answer sent = service.post(
                "/letters/sheet",
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"letters.csv\"\r\nContent-Type: text/csv\r\n\r\n"
                        + sheet + "\r\n--b--\r\n");
        Service.Answer none = service.post(
                "/letters/sheet",
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--b--\r\n");

        // Then
        assertThat(service.get(run(sent)).body()).contains("The one row is accounted for.");
        assertThat(service.value("select name from desk_sheet")).isEqualTo("Cy");
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.body()).contains("the form holds 0 files");
    }

    @Test
    void aTableIsKeptProvenLostAndPutBackByForms() {
        // Given
        service.sql("create table kept_here (id int primary key, v text)");
        service.rows("kept_here", "id,v\n1,a\n2,b\n3,c\n", "");

        // When
        String drill = run(form("/drills", "table=kept_here&rows=2"));
        Service.Answer made = service.post("/api/v1/snapshots", "application/json", "{\"tables\":[\"kept_here\"]}");
        String set = made.json().at("/detail/snapshot").asText();
        run(form("/snapshots/" + set + "/verify", ""));
        service.sql("delete from kept_here where id = 2");
        Service.Answer diff = service.get("/snapshots/" + set + "?table=kept_here");
        run(form("/snapshots/" + set + "/restore", "tables=kept_here&into=original&rows=missing"));

        // Then
        assertThat(service.get(drill).body()).contains("All 2 rows are accounted for.");
        assertThat(diff.body()).contains("Put 1 missing row back");
        assertThat(service.count("kept_here")).isEqualTo(3);
        Service.Answer table = service.get("/tables/kept_here");
        assertThat(table.body()).contains("kept_here can be brought back in");
        JsonNode account = service.get("/api/v1/tables/kept_here").json();
        assertThat(account.at("/lastProven/snapshot").asText()).isEqualTo(set);
        assertThat(account.at("/lastLoad/rows").asInt()).isEqualTo(3);
    }

    @Test
    void whatIsNotThereIsAPageWithItsReason() {
        // When
        Service.Answer run = service.get("/runs/01a2298b-85bd-7000-9baa-9ed60715938a");
        Service.Answer drill = form("/drills", "table=nowhere&rows=1");

        // Then
        assertThat(run.status()).isEqualTo(404);
        assertThat(run.body()).contains("there is no run", "<p class=\"hint\">list them with");
        assertThat(run(drill)).isNotBlank();
        assertThat(service.get(run(drill)).body()).contains("there is no table");
    }

    @Test
    void hostileTextIsShownAndNotObeyed() {
        // Given
        service.sql("create table hostile_page (id int primary key, v text not null)");
        service.rows("hostile_page", "id,v\n<script>alert(1)</script>,x\n", "");

        // When
        Service.Answer page = service.get("/letters?table=hostile_page");

        // Then
        assertThat(page.body()).contains("&lt;script&gt;alert(1)").doesNotContain("<script>alert");
    }

    @Test
    void theStatusTellsWhatWaits() {
        // Given
        service.sql("create table waits_here (id int primary key)");
        service.rows("waits_here", "id\nx\n1\n", "");

        // When
        JsonNode status = service.get("/api/v1/status").json();

        // Then
        assertThat(status.at("/letters/open").asInt()).isPositive();
        assertThat(status.get("running").isArray()).isTrue();
        assertThat(status.at("/window/spans").isArray()).isTrue();
        assertThat(service.get("/api/v1/status?colour=red").status()).isEqualTo(400);
        assertThat(service.get("/api/v1/tables/nowhere").status()).isEqualTo(404);
    }

    @Test
    void whoeverListensIsToldWhenSomethingIsOtherwise() throws Exception {
        // Given
        service.sql("create table told_of (id int primary key)");
        HttpRequest events = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.port() + "/api/v1/status/events"))
                .build();
        HttpResponse<Stream<String>> stream =
                HttpClient.newHttpClient().send(events, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> open = stream.body()) {
            Iterator<JsonNode> told = open.filter(line -> line.startsWith("data: "))
                    .map(line -> Json.read(line.substring("data: ".length())))
                    .iterator();
            String before = told.next().path("mark").asText();

            // When
            service.rows("told_of", "id\n1\n", "");
            JsonNode after = told.next();

            // Then
            assertThat(stream.headers().firstValue("content-type")).hasValue("text/event-stream");
            assertThat(after.path("mark").asText()).isNotEqualTo(before);
            assertThat(after.path("letters").path("open").isNumber()).isTrue();
        }
    }
}

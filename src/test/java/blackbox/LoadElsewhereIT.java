package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows go into another database than the one that is looked after, by every door. */
@Tag("every-postgres")
class LoadElsewhereIT {

    private static final Service SERVICE = Service.fresh();
    private static final OtherDatabase OTHER = new OtherDatabase();

    static {
        OTHER.knownTo(SERVICE, "other").start();
        Runtime.getRuntime().addShutdownHook(new Thread(SERVICE::kill));
    }

    @AfterEach
    void theLawHolds() {
        assertThat(SERVICE.everyRowIsAccountedFor()).isTrue();
    }

    private static String field(String name, String value) {
        return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String name, String text) {
        return "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" + name + "\"\r\n\r\n" + text + "\r\n";
    }

    @Test
    void aBodyGoesThereAndItsLettersAreCorrectedAndRedrivenThere() {
        // Given
        OTHER.sql("create table by_body (id int primary key, price int)");

        // When
        Service.Answer first = SERVICE.rows("by_body", "id,price\n1,5\n2,six\n", "?database=other");
        Service.Answer again = SERVICE.rows("by_body", "id,price\n1,5\n2,six\n", "?database=other");
        JsonNode letter = SERVICE.letters("by_body").get(0);
        Service.Answer unknown =
                SERVICE.patch("/api/v1/dead-letters/" + letter.path("id").asText(), "{\"values\":{\"prise\":6}}");
        Service.Answer corrected =
                SERVICE.patch("/api/v1/dead-letters/" + letter.path("id").asText(), "{\"values\":{\"price\":6}}");
        Service.Answer sheet = SERVICE.get("/api/v1/dead-letters.csv?table=by_body");
        Service.Answer redriven =
                SERVICE.post("/api/v1/dead-letters/redrive", "application/json", "{\"table\":\"by_body\"}");

        // Then
        assertThat(first.json().path("state").asText()).as(first.body()).isEqualTo("done-with-rejects");
        assertThat(again.json().path("state").asText()).isEqualTo("already-done");
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(corrected.status()).as(corrected.body()).isEqualTo(200);
        assertThat(sheet.body()).startsWith("_letter,_line,_column,_reason,id,price,_raw");
        assertThat(redriven.json().path("state").asText()).as(redriven.body()).isEqualTo("done");
        assertThat(OTHER.value("select string_agg(t::text, ' ' order by id) from by_body t"))
                .isEqualTo("(1,5) (2,6)");
    }

    @Test
    void aFormGoesThereInTheOrderOfItsForeignKeys() {
        // Given
        OTHER.sql("create table by_form (id int primary key)", "create table by_form_2 (of int references by_form)");

        // When
        Service.Answer answer = SERVICE.post(
                "/api/v1/uploads",
                "multipart/form-data; boundary=x",
                field("database", "other") + file("by_form_2.csv", "of\n1\n2\n") + file("by_form.csv", "id\n1\n2\n")
                        + "--x--\r\n");

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(OTHER.count("by_form_2")).isEqualTo(2);
    }

    @Test
    void aFileOfTheInboxGoesThereAsItsFolderSays() {
        // Given
        OTHER.sql("create table by_inbox (id int primary key)");
        SERVICE.drop("by_inbox/load.properties", "database=other\n");

        // When
        SERVICE.drop("by_inbox/one.csv", "id\n1\nx\n");

        // Then
        JsonNode run = SERVICE.ended("by_inbox/one.csv");
        assertThat(run.path("state").asText()).isEqualTo("done-with-rejects");
        assertThat(run.at("/detail/database").asText()).isEqualTo("other");
        assertThat(OTHER.count("by_inbox")).isEqualTo(1);
    }

    @Test
    void aCommandGoesThere() throws Exception {
        // Given
        OTHER.sql("create table by_command (id int primary key)");
        Service shot = OTHER.knownTo(SERVICE.beside(), "other");
        Path file = Files.writeString(shot.home().resolve("by_command.csv"), "id\n1\n2\n");

        // When
        Service.Finished finished = shot.command("ingest", file.toString(), "--database", "other", "--output", "json");

        // Then
        assertThat(finished.exitCode()).as(finished.out() + finished.err()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(finished.out())
                        .findValue("loaded")
                        .asInt())
                .isEqualTo(2);
        assertThat(OTHER.count("by_command")).isEqualTo(2);
    }

    @Test
    void aPreviewLooksThereAndLeavesNothing() {
        // Given
        OTHER.sql("create table by_preview (id int primary key, name text)");

        // When
        Service.Answer seen =
                SERVICE.post("/api/v1/tables/by_preview/preview?database=other", "text/csv", "id,name\n1,a\n");
        Service.Answer here = SERVICE.post("/api/v1/tables/by_preview/preview", "text/csv", "id,name\n1,a\n");

        // Then
        assertThat(seen.json().at("/rows/0/values/name").asText())
                .as(seen.body())
                .isEqualTo("a");
        assertThat(here.status()).isEqualTo(404);
        assertThat(OTHER.count("by_preview")).isZero();
    }

    @Test
    void aDatabaseThatIsNotKnownIsNotFound() {
        // When
        Service.Answer answer = SERVICE.rows("anything", "1\n", "?database=nowhere");
        Service.Answer preview = SERVICE.post("/api/v1/tables/anything/preview?database=nowhere", "text/csv", "1\n");

        // Then
        assertThat(List.of(answer.status(), preview.status())).containsOnly(404);
        assertThat(answer.json().path("hint").asText()).contains("other");
    }

    @Tag("thorough")
    @Test
    void whateverMomentItIsKilledAtEveryRowIsThereOnceAndEveryBadOneIsOneLetter() throws Exception {
        // Given
        OtherDatabase other = new OtherDatabase();
        Service service = other.knownTo(Service.fresh(), "other").start();
        other.sql("create table killed (part int, id int not null check (id >= 0))");
        int parts = 8;

        // When
        for (int part = 0; part < parts; part++) {
            int number = part;
            String text = IntStream.range(0, 20_000)
                    .mapToObj(i -> number + "," + (i % 1000 == 7 ? -i : i))
                    .collect(Collectors.joining("\n", "part,id\n", "\n"));
            Service.Answer promised = service.post(
                    "/api/v1/tables/killed/rows?database=other", "text/csv", text, "Prefer", "respond-async");
            assertThat(promised.status()).isEqualTo(202);
            Thread.sleep(ThreadLocalRandom.current().nextInt(400));
            service.kill();
            service.start();
        }
        Service.await("no run is left running", () -> "0"
                .equals(service.value("select count(*) from caravanserai.run where state = 'running'")));

        // Then
        assertThat(other.value("select count(*) || ' ' || count(distinct (part, id)) from killed"))
                .isEqualTo(parts * 19_980 + " " + parts * 19_980);
        assertThat(service.value("select count(*) from caravanserai.dead_letter"))
                .isEqualTo(String.valueOf(parts * 20));
        assertThat(service.everyRowIsAccountedFor()).isTrue();
        service.close();
    }
}

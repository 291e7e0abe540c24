package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("every-postgres")
class DeadLettersIT {

    private final Service service = SharedService.get();

    @Test
    void lettersAreListedFilteredAndGrouped() {
        // Given
        service.sql("create table letters_listed (id int primary key, name text not null)");
        service.rows("letters_listed", "x,a\ny,b\n1,\n2,ok\n", "?header=absent");

        // When
        JsonNode all = service.get("/api/v1/dead-letters?table=letters_listed").json();
        JsonNode missing = service.get("/api/v1/dead-letters?table=letters_listed&column=name")
                .json();
        JsonNode page =
                service.get("/api/v1/dead-letters?table=letters_listed&limit=1").json();
        JsonNode next = service.get("/api/v1/dead-letters?table=letters_listed&limit=1&before="
                        + page.at("/deadLetters/0/id").asText())
                .json();

        // Then
        assertThat(all.get("deadLetters")).hasSize(3);
        assertThat(all.at("/groups/0/count").asInt()).isEqualTo(2);
        assertThat(all.at("/groups/0/column").asText()).isEqualTo("id");
        assertThat(missing.get("deadLetters")).hasSize(1);
        assertThat(page.get("deadLetters")).hasSize(1);
        assertThat(next.at("/deadLetters/0/id").asLong())
                .isLessThan(page.at("/deadLetters/0/id").asLong());
    }

    @Test
    void aCorrectedLetterIsRedrivenOnceHoweverOftenItIsAsked() throws Exception {
        // Given
        service.sql("create table letters_mended (id int, name text not null)");
        service.rows("letters_mended", "1,\n", "");
        long id = service.letters("letters_mended").get(0).get("id").asLong();

        // When
        Service.Answer corrected = service.patch("/api/v1/dead-letters/" + id, "{\"values\":{\"name\":\"mended\"}}");
        ExecutorService callers = Executors.newFixedThreadPool(4);
        Callable<Service.Answer> call =
                () -> service.post("/api/v1/dead-letters/redrive", "application/json", "{\"ids\":[" + id + "]}");
        List<Integer> loaded = callers.invokeAll(List.of(call, call, call, call)).stream()
                .map(DeadLettersIT::loaded)
                .sorted()
                .toList();
        callers.shutdown();

        // Then
        assertThat(corrected.json().get("state").asText()).isEqualTo("open");
        assertThat(loaded).containsExactly(0, 0, 0, 1);
        assertThat(service.value("select string_agg(name, ',') from letters_mended"))
                .isEqualTo("mended");
        assertThat(service.get("/api/v1/dead-letters/" + id).json().get("state").asText())
                .isEqualTo("redriven");
        assertThat(service.patch("/api/v1/dead-letters/" + id, "{\"values\":{\"name\":\"x\"}}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aLetterThatFailsAgainKeepsItsHistory() {
        // Given
        service.sql("create table letters_history (id int primary key, name text not null)");
        service.rows("letters_history", "x,a\n", "?header=absent");
        long id = service.letters("letters_history").get(0).get("id").asLong();
        service.patch("/api/v1/dead-letters/" + id, "{\"values\":{\"id\":7,\"name\":null}}");

        // When
        Service.Answer run =
                service.post("/api/v1/dead-letters/redrive", "application/json", "{\"table\":\"letters_history\"}");

        // Then
        assertThat(run.status()).isEqualTo(422);
        assertThat(run.json().at("/run/state").asText()).isEqualTo("rejected");
        assertThat(run.json().at("/run/rows/rejected").asInt()).isEqualTo(1);
        JsonNode letter = service.get("/api/v1/dead-letters/" + id).json();
        assertThat(letter.get("state").asText()).isEqualTo("open");
        assertThat(letter.get("reason").asText()).isEqualTo("name is required, and is missing");
        assertThat(letter.at("/history/0/reason").asText()).isEqualTo("\"x\" is no integer");
    }

    @Test
    void aRowThatWasCutWronglyGoesBackUntilSomebodySaysWhatIsWhat() {
        // Given
        service.sql("create table letters_cut (id int primary key, name text)");
        service.rows("letters_cut", "1,a,b\n", "?header=absent");
        long id = service.letters("letters_cut").get(0).get("id").asLong();

        // When
        service.post("/api/v1/dead-letters/redrive", "application/json", "{\"table\":\"letters_cut\"}");
        service.patch("/api/v1/dead-letters/" + id, "{\"values\":{\"id\":1,\"name\":\"a,b\"}}");
        service.post("/api/v1/dead-letters/redrive", "application/json", "{\"table\":\"letters_cut\"}");

        // Then
        assertThat(service.value("select name from letters_cut")).isEqualTo("a,b");
    }

    @Test
    void manyLettersAreRedrivenInOneRun() {
        // Given
        service.sql(
                "create table letters_many_parent (id int primary key)",
                "create table letters_many (id int primary key, parent int references letters_many_parent)");
        service.rows(
                "letters_many",
                IntStream.range(0, 12_000).mapToObj(i -> i + "," + i % 3 + "\n").collect(Collectors.joining()),
                "");
        service.sql("insert into letters_many_parent values (0), (1)");

        // When
        Service.Answer run = service.post(
                "/api/v1/dead-letters/redrive",
                "application/json",
                "{\"table\":\"letters_many\"}",
                "Prefer",
                "wait=60");

        // Then
        assertThat(run.json().at("/rows/in").asInt()).as(run.body()).isEqualTo(12_000);
        assertThat(run.json().at("/rows/loaded").asInt()).isEqualTo(8_000);
        assertThat(service.count("letters_many")).isEqualTo(8_000);
        assertThat(
                        service.value(
                                "select count(*) from caravanserai.dead_letter where table_name = 'letters_many' and state = 'open'"))
                .isEqualTo("4000");
    }

    @Test
    void theDownloadHoldsTheRawRowsAndNoFormulas() {
        // Given
        service.sql("create table letters_csv (id int primary key, name text)");
        service.rows("letters_csv", "=cmd|' /C calc'!A0,x\n@sum,\"a \"\"q\"\"\"\n", "?header=absent");

        // When
        Service.Answer csv = service.get("/api/v1/dead-letters.csv?table=letters_csv");

        // Then
        assertThat(csv.header("content-type")).startsWith("text/csv");
        assertThat(csv.body().lines().findFirst().orElseThrow())
                .isEqualTo("_letter,_line,_column,_reason,id,name,_raw");
        assertThat(csv.body())
                .contains(",\"'=cmd|' /C calc'!A0,x\"")
                .contains(",\"'@sum,\"\"a \"\"\"\"q\"\"\"\"\"\"\"");
    }

    @Test
    void discardedLettersAreGivenUp() {
        // Given
        service.sql("create table letters_discarded (id int)");
        service.rows("letters_discarded", "x\n", "?header=absent");

        // When
        Service.Answer discarded =
                service.post("/api/v1/dead-letters/discard", "application/json", "{\"table\":\"letters_discarded\"}");
        Service.Answer redriven =
                service.post("/api/v1/dead-letters/redrive", "application/json", "{\"table\":\"letters_discarded\"}");

        // Then
        assertThat(discarded.json().get("discarded").asInt()).isEqualTo(1);
        assertThat(redriven.json().at("/rows/in").asInt()).isZero();
    }

    private static int loaded(java.util.concurrent.Future<Service.Answer> answer) {
        try {
            return answer.get().json().at("/rows/loaded").asInt();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

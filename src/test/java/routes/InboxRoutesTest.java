package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import ledger.Json;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;
import postgres.Patience;

/** What lies in the inbox, from its arrival to the folder where it ends. */
class InboxRoutesTest extends LoadingCamel {

    private Path inbox;

    @Override
    protected Map<String, String> settings() {
        return Map.of("ingest.refuse-after", "PT0S");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        inbox = folder.resolve("inbox");
        context.getPropertiesComponent().addOverrideProperty("ingest.inbox", inbox.toString());
        return super.createRouteBuilders();
    }

    private void drop(String name, String text) throws IOException {
        Files.createDirectories(inbox.resolve(name).getParent());
        Files.writeString(inbox.resolve(name), text);
    }

    private void open() throws Exception {
        start("ingest-inbox");
        start("ingest-leftovers");
    }

    private JsonNode ended(String place) throws IOException {
        Path run = inbox.resolve(place + ".run.json");
        await().atMost(Patience.LIMIT).until(() -> Files.exists(run));
        await().atMost(Patience.LIMIT).until(() -> Files.exists(inbox.resolve(place), LinkOption.NOFOLLOW_LINKS));
        return Json.mapper().readTree(run.toFile());
    }

    @Test
    void whatIsSaidBesideAFileHoldsForIt() throws Exception {
        // Given
        make("id int primary key, name text");
        drop(table + "/load.properties", "delimiter=;\nheader=absent\n");
        drop(table + "/one.txt", "1;a,b\n");

        // When
        open();

        // Then
        assertThat(ended(".loaded/" + table + "/one.txt").at("/rows/loaded").asInt())
                .isEqualTo(1);
        assertThat(rows()).isEqualTo("(1,\"a,b\")");
        assertThat(inbox.resolve(table + "/load.properties")).exists();
    }

    @Test
    void whatCannotBeUnderstoodBesideAFileRefusesIt() throws Exception {
        // Given
        make("id int primary key, name text");
        drop(table + "/load.properties", "delimeter=;\n");
        drop(table + "/one.csv", "1;a\n");

        // When
        open();

        // Then
        JsonNode run = ended(".refused/" + table + "/one.csv");
        assertThat(run.at("/problem/detail").asText())
                .isEqualTo("load.properties beside it: there is no option \"delimeter\"");
        assertThat(rows()).isEmpty();
        assertThat(inbox.resolve(table + "/load.properties")).exists();
    }

    @Test
    void whatIsNothingThatIsLoadedIsRefusedWithItsReason() throws Exception {
        // Given
        drop("report.pdf", "x");
        drop("a/b/deep.csv", "1\n");
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("kept.csv"), "1\n");
        Files.createSymbolicLink(inbox.resolve("linked"), outside);
        assertThat(new ProcessBuilder("mkfifo", inbox.resolve("pipe.csv").toString())
                        .start()
                        .waitFor())
                .isZero();
        drop("coming.csv.part", "1\n");
        drop(".hidden", "1\n");

        // When
        open();

        // Then
        assertThat(ended(".refused/report.pdf").at("/problem/detail").asText()).contains(".csv, .tsv");
        assertThat(ended(".refused/a/b/deep.csv").at("/problem/detail").asText())
                .contains("deeper");
        assertThat(ended(".refused/linked").at("/problem/detail").asText()).contains("symbolic link");
        assertThat(ended(".refused/pipe.csv").at("/problem/detail").asText()).contains("pipe");
        assertThat(ended(".refused/pipe.csv").at("/state").asText()).isEqualTo("refused");
        assertThat(outside.resolve("kept.csv")).exists();
        assertThat(inbox.resolve("coming.csv.part")).exists();
        assertThat(inbox.resolve(".hidden")).exists();
    }

    @Test
    void aNameAsLongAsItMayBeIsPutAway() throws Exception {
        // Given
        make("id int primary key");
        String name = "n".repeat(245) + ".csv";
        drop(table + "/" + name, "1\n");

        // When
        open();

        // Then
        await().atMost(Patience.LIMIT).until(() -> Files.exists(inbox.resolve(".loaded/" + table + "/" + name)));
        try (var beside = Files.list(inbox.resolve(".loaded/" + table))) {
            assertThat(beside.map(file -> file.getFileName().toString()))
                    .anyMatch(file -> file.startsWith("nnn") && file.endsWith(".run.json"));
        }
    }

    @Test
    void aNameInAnotherEncodingIsLoaded() throws Exception {
        // Given
        make("id int primary key");
        drop(table + "/x.csv", "1\n");
        Process rename = new ProcessBuilder("sh", "-c", "mv x.csv \"$(printf 'na\\357ve.csv')\"")
                .directory(inbox.resolve(table).toFile())
                .start();
        assertThat(rename.waitFor()).isZero();

        // When
        open();

        // Then
        assertThat(ended(".loaded/" + table + "/na%EFve.csv").at("/rows/loaded").asInt())
                .isEqualTo(1);
    }
}

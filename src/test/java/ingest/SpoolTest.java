package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.Door;
import ledger.Json;
import ledger.RunHeader;
import ledger.RunId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rows.load.LoadMode;

class SpoolTest {

    @TempDir
    private Path folder;

    private Spool spool;

    @BeforeEach
    void openTheSpool() throws IOException {
        spool = new Spool(folder.resolve("spool"));
    }

    private LoadRequest request(String... said) throws IOException {
        Map<String, List<String>> texts = new HashMap<>(Map.of("mode", List.of("upsert"), "again", List.of("true")));
        for (int i = 0; i < said.length; i += 2) {
            texts.put(said[i], List.of(said[i + 1]));
        }
        var run = RunId.next();
        Path body = Files.writeString(spool.body(run), "1,a\n");
        return new LoadRequest(
                new RunHeader(run, Door.HTTP, "key-1", "ann"),
                "people; drop table",
                body,
                "../ä \"x\".csv",
                LoadRequest.Format.CSV,
                LoadOptions.read(new OptionTexts(texts)));
    }

    @Test
    void aPromiseOfAnEarlierVersionIsReadToo() throws IOException {
        // Given
        LoadRequest made =
                request("header", "absent", "delimiter", "tab", "quote", "'", "encoding", "UTF-16BE", "null", "\\N");
        spool.promise(made);
        Path file = spool.body(made.run()).resolveSibling(made.run() + ".json");
        ObjectNode json = (ObjectNode) Json.mapper().readTree(file.toFile());
        ObjectNode header = (ObjectNode) json.remove("header");
        header.remove("askedBy");
        json.setAll(header);
        json.put("mode", "UPSERT").put("again", true);
        json.putObject("options")
                .put("header", "ABSENT")
                .put("delimiter", "\t")
                .put("quote", "'")
                .put("encoding", "UTF_16BE")
                .put("nullText", "\\N");
        Json.mapper().writeValue(file.toFile(), json);

        // When
        LoadRequest read = spool.promised().get(0);

        // Then
        assertThat(read.header()).isEqualTo(new RunHeader(made.run(), Door.HTTP, "key-1", null));
        assertThat(read.table()).isEqualTo(made.table());
        assertThat(read.options().csv()).isEqualTo(made.options().csv());
        assertThat(read.mode()).isEqualTo(LoadMode.UPSERT);
        assertThat(read.options().again()).isTrue();
    }

    @Test
    void aPromiseIsReadBackAsItWasMade() throws IOException {
        // Given
        LoadRequest plain = request();
        LoadRequest special =
                request("header", "absent", "delimiter", "tab", "quote", "'", "encoding", "UTF-16BE", "null", "\\N");

        // When
        spool.promise(plain);
        spool.promise(special);

        // Then
        assertThat(new Spool(folder.resolve("spool")).promised()).containsExactlyInAnyOrder(plain, special);
    }

    @Test
    void aPromiseKeptIsForgottenWithItsBody() throws IOException {
        // Given
        LoadRequest request = spool.promise(request());

        // When
        spool.forget(request.run());
        spool.forget(request.run());

        // Then
        assertThat(spool.promised()).isEmpty();
        assertThat(folder.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void bodiesNobodyWasPromisedAnythingForAreSweptAway() throws IOException {
        // Given
        LoadRequest promised = spool.promise(request());
        LoadRequest brokenOff = request();
        Path halfMade = Files.writeString(folder.resolve("spool").resolve(RunId.next() + ".making"), "{\"ru");

        // When
        spool.sweep();

        // Then
        assertThat(promised.path()).exists();
        assertThat(brokenOff.path()).doesNotExist();
        assertThat(halfMade).doesNotExist();
        assertThat(spool.promised()).containsExactly(promised);
    }

    @Test
    void aDamagedPromiseIsPutAsideAndKeepsNoOtherWaiting() throws IOException {
        // Given
        LoadRequest whole = request();
        spool.promise(whole);
        LoadRequest damaged = request();
        spool.promise(damaged);
        Files.writeString(spool.body(damaged.run()).resolveSibling(damaged.run() + ".json"), "{\"header\": {");
        Path unknown = spool.body(damaged.run()).resolveSibling("x.json");
        Files.writeString(unknown, "{\"header\": {}, \"options\": {\"delimeter\": [\";\"]}}");

        // When
        spool.sweep();
        List<LoadRequest> promised = spool.promised();
        spool.sweep();

        // Then
        assertThat(promised).extracting(LoadRequest::run).containsExactly(whole.run());
        Path aside = folder.resolve("spool/damaged");
        assertThat(aside.resolve(damaged.run() + ".json")).exists();
        assertThat(aside.resolve(damaged.run() + ".body")).exists();
        assertThat(aside.resolve("x.json")).exists();
    }
}

package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import ledger.Door;
import ledger.Json;
import ledger.RunHeader;
import ledger.RunId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rows.load.LoadMode;
import rows.load.TextEncoding;

class SpoolTest {

    @TempDir
    private Path folder;

    private Spool spool;

    @BeforeEach
    void openTheSpool() throws IOException {
        spool = new Spool(folder.resolve("spool"));
    }

    private LoadRequest request(CsvOptions options) throws IOException {
        var run = RunId.next();
        Path body = Files.writeString(spool.body(run), "1,a\n");
        return new LoadRequest(
                new RunHeader(run, Door.HTTP, "key-1", "ann"),
                "people; drop table",
                body,
                "../ä \"x\".csv",
                LoadRequest.Format.CSV,
                LoadMode.UPSERT,
                options,
                true);
    }

    @Test
    void aPromiseOfAnEarlierVersionIsReadToo() throws IOException {
        // Given
        LoadRequest made = request(CsvOptions.DEFAULT);
        spool.promise(made);
        Path file = spool.body(made.run()).resolveSibling(made.run() + ".json");
        ObjectNode json = (ObjectNode) Json.mapper().readTree(file.toFile());
        ObjectNode header = (ObjectNode) json.remove("header");
        header.remove("askedBy");
        json.setAll(header);
        Json.mapper().writeValue(file.toFile(), json);

        // When
        LoadRequest read = spool.promised().get(0);

        // Then
        assertThat(read.header()).isEqualTo(new RunHeader(made.run(), Door.HTTP, "key-1", null));
        assertThat(read.table()).isEqualTo(made.table());
    }

    @Test
    void aPromiseIsReadBackAsItWasMade() throws IOException {
        // Given
        LoadRequest plain = request(CsvOptions.DEFAULT);
        LoadRequest special =
                request(new CsvOptions(CsvOptions.Header.ABSENT, '\t', '\'', TextEncoding.UTF_16BE, "\\N"));

        // When
        spool.promise(plain);
        spool.promise(special);

        // Then
        assertThat(new Spool(folder.resolve("spool")).promised()).containsExactlyInAnyOrder(plain, special);
    }

    @Test
    void aPromiseKeptIsForgottenWithItsBody() throws IOException {
        // Given
        LoadRequest request = spool.promise(request(CsvOptions.DEFAULT));

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
        LoadRequest promised = spool.promise(request(CsvOptions.DEFAULT));
        LoadRequest brokenOff = request(CsvOptions.DEFAULT);
        Path halfMade = Files.writeString(folder.resolve("spool").resolve(RunId.next() + ".making"), "{\"ru");

        // When
        spool.sweep();

        // Then
        assertThat(promised.path()).exists();
        assertThat(brokenOff.path()).doesNotExist();
        assertThat(halfMade).doesNotExist();
        assertThat(spool.promised()).containsExactly(promised);
    }
}

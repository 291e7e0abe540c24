package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import ingest.HandMade.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ledger.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hard little files of <a href="https://github.com/max-mapper/csv-spectrum">csv-spectrum</a>, where they are there. */
class CsvSpectrumTest {

    private static final Path SPECTRUM = Path.of("..", "shared", "data", "csv-spectrum");

    @TempDir
    private Path folder;

    @Test
    void everyFileEqualsItsJson() throws IOException {
        // Given
        assumeThat(SPECTRUM).isDirectory();
        List<Path> files;
        try (Stream<Path> list = Files.list(SPECTRUM.resolve("csvs"))) {
            files = list.sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(10);

        for (Path file : files) {
            String name = file.getFileName().toString().replace(".csv", "");
            JsonNode answer = Json.mapper()
                    .readTree(SPECTRUM.resolve("json/" + name + ".json").toFile());
            List<String> columns = new ArrayList<>();
            answer.get(0).fieldNames().forEachRemaining(columns::add);

            // When
            Outcome outcome = HandMade.read(
                    folder, bytes(file), HandMade.textTable(name, columns.toArray(String[]::new)), CsvOptions.DEFAULT);

            // Then
            assertThat(outcome.letters()).as(name).isEmpty();
            assertThat(outcome.columns()).as(name).isEqualTo(columns);
            assertThat(outcome.rows()).as(name).isEqualTo(rows(answer));
        }
    }

    /** The copies found may have lost the carriage returns that their names and answers speak of. */
    private static byte[] bytes(Path file) throws IOException {
        String text = Files.readString(file);
        boolean lost = file.getFileName().toString().endsWith("_crlf.csv") && !text.contains("\r");
        return (lost ? text.replace("\n", "\r\n") : text).getBytes(StandardCharsets.UTF_8);
    }

    private static List<List<String>> rows(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : answer) {
            List<String> values = new ArrayList<>();
            row.elements().forEachRemaining(value -> values.add(value.asText()));
            rows.add(values);
        }
        return rows;
    }
}

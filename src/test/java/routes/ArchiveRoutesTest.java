package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import ledger.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Patience;

/** Archives in the inbox: a run for each file in them, and one folder for the whole. */
class ArchiveRoutesTest extends LoadingCamel {

    private void open() throws Exception {
        start("ingest-inbox");
        start("ingest-archives");
        start("ingest-leftovers");
    }

    /** Drops an archive of files by name and text. */
    private void drop(String name, String... files) throws IOException {
        Path beside = folder.resolve("beside.zip");
        try (OutputStream out = Files.newOutputStream(beside);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < files.length; i += 2) {
                zip.putNextEntry(new ZipEntry(files[i]));
                zip.write(files[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        dropped(beside, name);
    }

    private void dropped(Path beside, String name) throws IOException {
        Path place = folder.resolve("inbox").resolve(name);
        Files.createDirectories(place.getParent());
        Files.setLastModifiedTime(beside, FileTime.from(Instant.now().minusSeconds(60)));
        Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
    }

    private JsonNode ended(String place) throws IOException {
        Path file = folder.resolve("inbox").resolve(place);
        await().atMost(Patience.LIMIT)
                .until(() -> Files.exists(file) && Files.exists(file.resolveSibling(file.getFileName() + ".run.json")));
        return Json.mapper()
                .readTree(file.resolveSibling(file.getFileName() + ".run.json").toFile());
    }

    private static List<String> states(JsonNode told) {
        List<String> states = new ArrayList<>();
        told.get("runs").forEach(run -> states.add(run.get("state").asText()));
        return states;
    }

    @Test
    void everyFileIsARunOfTheTableItIsNamedAfter() throws Exception {
        // Given
        make("id int primary key, name text");
        DATABASE.execute("create table " + table + "_b (id int primary key)");

        // When
        drop("delivery.zip", "in/" + table + ".csv", "id,name\n1,Ada\n", table + "_b.tsv", "id\n7\n8\n");
        open();

        // Then
        JsonNode told = ended(".loaded/delivery.zip");
        assertThat(states(told)).containsExactly("done", "done");
        assertThat(told.at("/runs/0/detail/file").asText()).isEqualTo("delivery.zip/" + table + ".csv");
        assertThat(told.at("/runs/1/rows/loaded").asInt()).isEqualTo(2);
        assertThat(rows()).isEqualTo("(1,Ada)");
        assertThat(folder.resolve("inbox/delivery.zip")).doesNotExist();
        assertThat(folder.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void theArchiveGoesWhereItsWorstFileGoes() throws Exception {
        // Given
        make("id int primary key, name text");

        // When
        drop("a.zip", table + ".csv", "id,name\n1,Ada\nx,Bob\n");
        open();
        JsonNode rejected = ended(".rejected/a.zip");
        drop("b.zip", table + ".csv", "id,name\n2,Bob\n", table + "_absent.csv", "1\n");
        JsonNode refused = ended(".refused/b.zip");

        // Then
        assertThat(states(rejected)).containsExactly("done-with-rejects");
        assertThat(states(refused)).containsExactly("done", "refused");
        assertThat(rows()).isEqualTo("(1,Ada) (2,Bob)");
    }

    @Test
    void theSameFilesOnceMoreAreThereAlready() throws Exception {
        // Given
        make("id int primary key, name text");
        drop("a.zip", table + ".csv", "id,name\n1,Ada\n");
        open();
        ended(".loaded/a.zip");

        // When
        drop("a.zip", table + ".csv", "id,name\n1,Ada\n");

        // Then
        assertThat(states(ended(".already/a.zip"))).containsExactly("already-done");
        DATABASE.execute("delete from " + table);
        drop("a.zip", table + ".csv", "id,name\n1,Ada\n");
        await().atMost(Patience.LIMIT).until(() -> rows().equals("(1,Ada)"));
    }

    @Test
    void aFolderSaysTheTableAndWhatLiesInItHow() throws Exception {
        // Given
        make("id int primary key, name text");
        Files.createDirectories(folder.resolve("inbox").resolve(table));
        Files.writeString(folder.resolve("inbox").resolve(table).resolve("load.properties"), "delimiter=;\n");

        // When
        drop(table + "/a.zip", "one.csv", "id;name\n1;Ada\n", "two.txt", "id;name\n2;a,b\n");
        open();

        // Then
        assertThat(states(ended(".loaded/" + table + "/a.zip"))).containsExactly("done", "done");
        assertThat(rows()).isEqualTo("(1,Ada) (2,\"a,b\")");
    }

    @Test
    void whatIsNoArchiveIsRefusedAsAWhole() throws Exception {
        // Given
        Files.writeString(folder.resolve("beside.zip"), "id,name\n1,Ada\n");

        // When
        dropped(folder.resolve("beside.zip"), "broken.zip");
        drop("hostile.zip", "../" + table + ".csv", "1\n");
        drop("other.zip", "picture.png", "x", table + ".csv", "1\n");
        open();

        // Then
        assertThat(ended(".refused/broken.zip").at("/problem/detail").asText()).contains("damaged, or no .zip");
        assertThat(ended(".refused/hostile.zip").at("/problem/detail").asText()).contains("leads out of it");
        assertThat(ended(".refused/other.zip").at("/problem/detail").asText()).contains("nothing to load");
        assertThat(folder.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void whatIsPackedTooTightlyIsRefused() throws Exception {
        // Given
        make("id int primary key, name text");

        // When
        drop("bomb.zip", table + ".csv", "1\n".repeat(50 << 20));
        open();

        // Then
        assertThat(ended(".refused/bomb.zip").at("/problem/detail").asText()).contains("times");
        assertThat(folder.resolve("spool")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"child parent", "parent child"})
    void parentsComeBeforeTheirChildrenWithinAnArchiveAndBesideIt(String order) throws Exception {
        // Given
        String parent = table + "_parent";
        String child = table + "_child";
        String grandchild = table + "_grandchild";
        DATABASE.execute("create table " + parent + " (id int primary key); create table " + child
                + " (id int primary key, of int references " + parent + "); create table " + grandchild
                + " (id int primary key, of int references " + child + ")");
        String numbers = IntStream.range(0, 3_000).mapToObj(i -> "" + i).collect(Collectors.joining("\n"));
        String pairs = IntStream.range(0, 3_000).mapToObj(i -> i + "," + i).collect(Collectors.joining("\n"));
        Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(folder.resolve("beside"), pairs);

        // When
        if (order.startsWith("parent")) {
            drop("a.zip", parent + ".csv", numbers, grandchild + ".csv", pairs);
            dropped(folder.resolve("beside"), child + ".csv");
        } else {
            dropped(folder.resolve("beside"), child + ".csv");
            drop("a.zip", grandchild + ".csv", pairs, parent + ".csv", numbers);
        }
        open();

        // Then
        assertThat(states(ended(".loaded/a.zip"))).containsExactly("done", "done");
        assertThat(ended(".loaded/" + child + ".csv").at("/rows/loaded").asInt())
                .isEqualTo(3_000);
        assertThat(DATABASE.value("select count(*) from " + grandchild)).isEqualTo("3000");
    }

    @Test
    void oneThatCannotBeUnpackedYetIsWhenItCan() throws Exception {
        // Given
        make("id int primary key, name text");
        Path spoolFolder = folder.resolve("spool");
        Files.move(spoolFolder, folder.resolve("away"));
        drop("a.zip", table + ".csv", "id,name\n1,Ada\n");
        open();

        // When
        Files.move(folder.resolve("away"), spoolFolder);

        // Then
        assertThat(states(ended(".loaded/a.zip"))).containsExactly("done");
        assertThat(rows()).isEqualTo("(1,Ada)");
    }
}

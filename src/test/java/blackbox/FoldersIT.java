package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ingest.Workbook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import ledger.Json;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import postgres.Patience;

/** What is dropped into folders beside plain files: archives, and corrected letters. */
class FoldersIT {

    private static final Service SERVICE = SharedService.get();

    private static JsonNode beside(Path file) throws IOException {
        Path run = file.resolveSibling(file.getFileName() + ".run.json");
        Awaitility.await().atMost(Patience.LIMIT).until(() -> Files.exists(file) && Files.exists(run));
        return Json.mapper().readTree(run.toFile());
    }

    @Test
    void anArchiveIsARunForEachFileInItAndParentsComeFirst() throws IOException {
        // Given
        SERVICE.sql(
                "create table folder_parent (id int primary key, name text)",
                "create table folder_child (id int primary key, of int references folder_parent)");
        Map<String, String> files = new LinkedHashMap<>();
        files.put("folder_child.csv", "id,of\n1,1\n2,2\n");
        files.put("deep/in/folder_parent.tsv", "id\tname\n1\tAda\n2\tBob\n");

        // When
        SERVICE.drop("folders.zip", Workbook.zip(files));
        JsonNode told = beside(SERVICE.inbox().resolve(".loaded/folders.zip"));

        // Then
        assertThat(told.get("runs")).hasSize(2);
        assertThat(told.at("/runs/0/subject").asText()).isEqualTo("folder_child");
        assertThat(told.at("/runs/0/rows/loaded").asInt()).isEqualTo(2);
        assertThat(told.at("/runs/1/rows/loaded").asInt()).isEqualTo(2);
        assertThat(SERVICE.count("folder_child")).isEqualTo(2);
    }

    @Test
    void aSheetOfCorrectedLettersIsLoadedAndPutAway() throws IOException {
        // Given
        SERVICE.sql("create table folder_letters (id int primary key, born date)");
        SERVICE.rows("folder_letters", "id,born\n1,2020-01-01\n2,never\n3,x\n", "?header=present");
        String sheet =
                SERVICE.get("/api/v1/dead-letters.csv?table=folder_letters").body();
        Path folder = Files.createDirectories(SERVICE.data().resolve("corrections/folder_letters"));
        Path making = folder.resolve("sheet.part");

        // When
        Files.write(making, sheet.replaceFirst(",never,", ",2021-02-03,").getBytes(StandardCharsets.UTF_8));
        Files.move(making, folder.resolve("sheet.csv"), StandardCopyOption.ATOMIC_MOVE);

        // Then
        Awaitility.await().atMost(Patience.LIMIT).until(() -> SERVICE.count("folder_letters") == 2);
        assertThat(SERVICE.value("select born from folder_letters where id = 2"))
                .isEqualTo("2021-02-03");
        Awaitility.await().atMost(Patience.LIMIT).until(() -> !Files.exists(folder.resolve("sheet.csv")));
        assertThat(SERVICE.value("select count(*) from caravanserai.dead_letter"
                        + " where table_name = 'folder_letters' and state = 'open'"))
                .isEqualTo("1");
    }

    @Test
    void whatTheServiceKeepsIsForItsOwnerAndWhatBecameOfAFileForWhoMayReadTheInbox() throws IOException {
        // Given
        SERVICE.sql("create table folder_modes (id int primary key)");
        SERVICE.post("/api/v1/snapshots", "application/json", "{\"tables\":[\"folder_modes\"]}");
        SERVICE.drop("folder_modes.csv", "id\n1\n".getBytes(StandardCharsets.UTF_8));
        Path loaded = SERVICE.inbox().resolve(".loaded/folder_modes.csv");

        // When
        beside(loaded);

        // Then
        assertThat(open(SERVICE.data().resolve("snapshots"))).isEmpty();
        assertThat(open(SERVICE.data().resolve("spool"))).isEmpty();
        Set<PosixFilePermission> inbox = Files.getPosixFilePermissions(SERVICE.inbox());
        assertThat(Files.getPosixFilePermissions(loaded.getParent())).isEqualTo(inbox);
        assertThat(Files.getPosixFilePermissions(loaded.resolveSibling("folder_modes.csv.run.json"))
                        .contains(PosixFilePermission.OTHERS_READ))
                .isEqualTo(inbox.contains(PosixFilePermission.OTHERS_READ));
    }

    /** What others than the owner may read, write or enter. */
    private static List<String> open(Path folder) throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                if (!mode.endsWith("------")) {
                    open.add(mode + " " + path);
                }
            }
        }
        return open;
    }
}

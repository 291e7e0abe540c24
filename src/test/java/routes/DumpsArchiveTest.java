package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dumps.archive.DumpsRequest;
import dumps.archive.SentFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import ledger.Door;
import ledger.Json;
import ledger.Rows;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.junit.jupiter.api.Test;

class DumpsArchiveTest extends DumpsCamel {

    private static final String TABLE =
            """
            DROP TABLE IF EXISTS `parts`;
            CREATE TABLE `parts` (
             `id` int(11) NOT NULL auto_increment,
             `name` varchar(20) default NULL,
             `updated_at` datetime default NULL,
             `quantity` decimal(15,3) default '1.000',
             PRIMARY KEY  (`id`)
            ) ENGINE=InnoDB DEFAULT CHARSET=latin1;

            INSERT INTO `parts`
            (`id`,`name`,`updated_at`,`quantity`)
            VALUES
            """;

    private static final Map<String, String> THREE = three();

    private static Map<String, String> three() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                "kxb.txt",
                TABLE
                        + """
                 (1,'bolt',NULL,'1.000'),
                 (2,'nut',NULL,'1.000'),
                 (3,'gear','2008-07-24 10:27:34','5.000'),
                 (4,'axle','2008-11-19 16:52:20','1.000');
                """);
        files.put(
                "aqr.txt",
                TABLE
                        + """
                 (3,'gear','2008-07-25 10:27:34','20.000'),
                 (8,'cog','2008-01-19 00:52:00','7.000');
                """);
        files.put(
                "zzz.txt",
                TABLE
                        + """
                 (4,'axle','2008-11-26 17:00:00','1.000');
                 (5,'belt','2008-11-20 16:55:00','500.000');
                """);
        return files;
    }

    private static final String SHOP =
            """
            -- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
            --
            -- Host: localhost    Database: shop
            -- ------------------------------------------------------
            -- Server version	8.0.36
            DROP TABLE IF EXISTS `t`;
            CREATE TABLE `t` (
              `id` int NOT NULL AUTO_INCREMENT,
              `v` varchar(20) DEFAULT NULL,
              PRIMARY KEY (`id`)
            ) ENGINE=InnoDB AUTO_INCREMENT=9 DEFAULT CHARSET=utf8mb4;
            LOCK TABLES `t` WRITE;
            INSERT INTO `t` VALUES %s;
            UNLOCK TABLES;
            -- Dump completed on %s
            """;

    private Path write(Path into, Map<String, String> files) throws IOException {
        Files.createDirectories(into);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(into.resolve(file.getKey()), file.getValue());
        }
        return into;
    }

    private Run beside(Path dir) throws Exception {
        return serve("dumps-run", DumpsRequest.beside(RunHeader.next(Door.COMMAND), dir, List.of(), null, false));
    }

    private Run send(String name, boolean adding, Map<String, String> files) throws Exception {
        List<SentFile> sent = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path body = Files.writeString(Files.createTempFile(folder, "body", ""), file.getValue());
            sent.add(new SentFile(file.getKey(), body));
        }
        return serve("dumps-run", DumpsRequest.sent(RunHeader.next(Door.HTTP), name, adding, sent, null));
    }

    /** What lies below a folder, by name. */
    private static Map<String, String> content(Path of) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(of)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(of.relativize(file).toString(), Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return content;
    }

    @Test
    void theNewestOfEachRowStaysAndARowOutsideAnyStatementIsReported() throws Exception {
        // Given
        Path dir = write(folder.resolve("old"), THREE);

        // When
        Run run = beside(dir);

        // Then
        assertThat(run.problem()).isNull();
        assertThat(run.state()).isEqualTo(RunState.DONE_WITH_REJECTS);
        assertThat(run.rows()).isEqualTo(new Rows(8, 7, 1, 0, 0));
        JsonNode table = Json.read(Files.readString(dir.resolve("combined/parts.json")));
        List<String> rows = new ArrayList<>();
        table.get("rows")
                .forEach(row ->
                        rows.add(row.get("values") + " " + row.get("file").asText()));
        assertThat(rows)
                .containsExactly(
                        "[1,\"bolt\",null,\"1.000\"] kxb.txt",
                        "[2,\"nut\",null,\"1.000\"] kxb.txt",
                        "[3,\"gear\",\"2008-07-25 10:27:34\",\"20.000\"] aqr.txt",
                        "[4,\"axle\",\"2008-11-26 17:00:00\",\"1.000\"] zzz.txt",
                        "[8,\"cog\",\"2008-01-19 00:52:00\",\"7.000\"] aqr.txt");
        JsonNode manifest = Json.read(Files.readString(dir.resolve("manifest.json")));
        assertThat(run.detail().get("order").toString()).isEqualTo("[\"aqr.txt\",\"kxb.txt\",\"zzz.txt\"]");
        assertThat(manifest.get("files")
                        .get(2)
                        .get("leftovers")
                        .get(0)
                        .get("line")
                        .asInt())
                .isEqualTo(14);
    }

    @Test
    void everyOrderOfTheFilesAndEveryWayToSendThemMakesTheSameBytes() throws Exception {
        // Given
        List<String> names = new ArrayList<>(THREE.keySet());
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        send("whole" + archive, false, THREE);
        Map<String, String> whole = content(dumps.resolve("whole" + archive));

        // When
        for (int[] order : orders) {
            String name = archive + order[0] + order[1];
            for (int i = 0; i < order.length; i++) {
                String file = names.get(order[i]);
                Run run = send(name, i > 0, Map.of(file, THREE.get(file)));
                assertThat(run.problem()).isNull();
            }

            // Then
            assertThat(content(dumps.resolve(name))).isEqualTo(whole);
        }
        assertThat(whole).containsKeys("manifest.json", "combined/parts.json", "files/kxb.txt.json");
    }

    @Test
    void whatIsSentAtOnceIsAddedOneAfterTheOtherAndOneNewNameIsGivenOnce() throws Exception {
        // Given
        send("whole" + archive, false, THREE);
        send(archive, false, Map.of("kxb.txt", THREE.get("kxb.txt")));

        // When
        List<Run> added = atOnce(name -> send(archive, true, Map.of(name, THREE.get(name))));
        List<Run> made = atOnce(name -> send("new" + archive, false, Map.of(name, THREE.get(name))));

        // Then
        assertThat(added).extracting(Run::problem).containsOnlyNulls();
        assertThat(content(dumps.resolve(archive))).isEqualTo(content(dumps.resolve("whole" + archive)));
        assertThat(made)
                .filteredOn(run -> run.problem() != null)
                .singleElement()
                .satisfies(run -> assertThat(run.problem().status()).isEqualTo(409));
    }

    /** What came of doing it for two of the three files at one time. */
    private static List<Run> atOnce(Sending sending) throws Exception {
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            Future<Run> one = two.submit(() -> sending.send("aqr.txt"));
            Future<Run> other = two.submit(() -> sending.send("zzz.txt"));
            return List.of(one.get(), other.get());
        } finally {
            two.shutdown();
        }
    }

    @FunctionalInterface
    private interface Sending {
        Run send(String name) throws Exception;
    }

    @Test
    void theSameFolderAgainReadsOnlyWhatIsNew() throws Exception {
        // Given
        Path dir =
                write(folder.resolve("old"), Map.of("a.sql", SHOP.formatted("(1,'x'),(2,'y')", "2024-01-01 10:00:00")));
        beside(dir);
        write(dir, Map.of("b.sql", SHOP.formatted("(2,'z'),(3,'w')", "2024-02-01 10:00:00")));

        // When
        Run again = beside(dir);

        // Then
        assertThat(again.rows()).isEqualTo(new Rows(4, 2, 0, 2, 0));
        assertThat(again.detail().path("read").toString()).isEqualTo("[\"b.sql\"]");
        Path fresh = write(
                folder.resolve("fresh"),
                Map.of(
                        "a.sql", SHOP.formatted("(1,'x'),(2,'y')", "2024-01-01 10:00:00"),
                        "b.sql", SHOP.formatted("(2,'z'),(3,'w')", "2024-02-01 10:00:00")));
        beside(fresh);
        assertThat(content(dir)).isEqualTo(content(fresh));
        assertThat(content(dir).get("combined/t.json"))
                .contains("[2,\"z\"]", "[3,\"w\"]")
                .doesNotContain("[1,\"x\"]");
    }

    @Test
    void whatWasNotMadeHereIsNotOverwritten() throws Exception {
        // Given
        Path dir = write(folder.resolve("old"), THREE);
        write(dir.resolve("combined"), Map.of("mine.json", "{}"));

        // When
        Run run = beside(dir);

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().status()).isEqualTo(409);
        assertThat(run.problem().detail()).contains("combined/mine.json");
        assertThat(content(dir)).containsOnlyKeys("kxb.txt", "aqr.txt", "zzz.txt", "combined/mine.json");
    }

    @Test
    void whatIsNoDumpIsNamedAndTheOthersAreRead() throws Exception {
        // Given
        Path dir = write(folder.resolve("old"), THREE);
        Files.write(dir.resolve("custom.dump"), "PGDMP\1\16\0 rest".getBytes(StandardCharsets.ISO_8859_1));

        // When
        Run run = beside(dir);

        // Then
        assertThat(run.rows().loaded()).isEqualTo(7);
        assertThat(run.detail().path("refused").path("custom.dump").path("hint").asText())
                .contains("pg_restore");
    }

    @Test
    void aFolderInTheInboxBecomesAnArchiveOfItsName() throws Exception {
        // Given
        write(inboxOfDumps.resolve(archive), THREE);

        // When
        start("dumps-inbox");
        await().until(() -> Files.exists(inboxOfDumps.resolve(".taken").resolve(archive + ".run.json")));

        // Then
        assertThat(archives.show(archive).path("files").size()).isEqualTo(3);
        assertThat(inboxOfDumps.resolve(archive)).doesNotExist();
    }

    @Test
    void theStateOfAFolderIsLoaded() throws Exception {
        // Given
        send(archive, false, THREE);

        // When
        Run run = load(false);

        // Then
        assertThat(run.problem()).isNull();
        assertThat(strings("select p::text from " + archive + ".parts p order by id"))
                .containsExactly(
                        "(1,bolt,,1.000)",
                        "(2,nut,,1.000)",
                        "(3,gear,\"2008-07-25 10:27:34\",20.000)",
                        "(4,axle,\"2008-11-26 17:00:00\",1.000)",
                        "(8,cog,\"2008-01-19 00:52:00\",7.000)");
    }
}

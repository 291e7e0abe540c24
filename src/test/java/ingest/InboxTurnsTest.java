package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import ledger.Door;
import ledger.RunHeader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Databases;
import postgres.Query;
import postgres.TestServer;
import sync.TwoDatabases;

class InboxTurnsTest {

    private static final DataSource DATABASE = TestServer.dataSource(TestServer.createDatabase());

    private static final String OTHER = TestServer.createDatabase();

    @TempDir
    private Path folder;

    private Path directory;
    private Inbox inbox;
    private boolean away;
    private final LoadOrder order = new LoadOrder(
            () -> {
                if (away) {
                    throw new SQLException("away", "08006");
                }
                return DATABASE.getConnection();
            },
            new Databases(
                    DATABASE,
                    () -> Map.of("other", TwoDatabases.database(OTHER, TestServer.username(), TestServer.password()))));
    private InboxTurns turns;

    @BeforeAll
    static void tables() throws SQLException {
        try (Connection connection = DATABASE.getConnection()) {
            Query.execute(
                    connection,
                    """
                    create table parent (id int primary key);
                    create table child (id int primary key, parent int references parent);
                    create table grandchild (id int primary key, child int references child);
                    create table alone (id int);
                    create table hen (id int primary key, egg int);
                    create table egg (id int primary key, hen int references hen);
                    alter table hen add foreign key (egg) references egg;
                    """);
        }
    }

    @BeforeEach
    void openTheInbox() throws IOException {
        directory = folder.resolve("inbox");
        inbox = new Inbox(directory);
        directory = inbox.directory();
        turns = turns("0");
    }

    private InboxTurns turns(String settleMillis) {
        return new InboxTurns(inbox, order, new LoadProfiles(settings("0")), settings(settleMillis));
    }

    private static IngestSettings settings(String settleMillis) {
        return new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(IngestSettings.class)
                .withDefaultValue("ingest.settle-millis", settleMillis)
                .withDefaultValue("ingest.inbox", "inbox")
                .build()
                .getConfigMapping(IngestSettings.class);
    }

    private Path drop(String name) throws IOException {
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, "1\n");
    }

    private static Object arrival(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ctime");
    }

    private List<String> free(String... names) {
        turns.look();
        return List.of(names).stream().filter(turns::mayTake).toList();
    }

    private LoadRequest take(String name) throws SQLException {
        LoadRequest request = inbox.claim(directory.resolve(name).toFile(), new LoadProfiles(settings("0")))
                .request();
        turns.take(request);
        return request;
    }

    @Test
    void aFileWaitsForThoseOfTablesThatItsTableRefersTo() throws Exception {
        // Given
        drop("grandchild.csv");
        drop("parent/one.csv");
        drop("parent/two.tsv");
        drop("alone.csv");

        // When
        List<String> first = free("grandchild.csv", "parent/one.csv", "parent/two.tsv", "alone.csv");
        LoadRequest one = take("parent/one.csv");
        LoadRequest two = take("parent/two.tsv");
        List<String> meanwhile = free("grandchild.csv", "parent/one.csv", "parent/two.tsv", "alone.csv");
        turns.ended(one.run());
        List<String> afterOne = free("grandchild.csv");
        turns.leftAlone(two.run());
        Files.delete(directory.resolve("parent/two.tsv"));
        List<String> afterBoth = free("grandchild.csv");

        // Then
        assertThat(first).containsExactly("parent/one.csv", "parent/two.tsv", "alone.csv");
        assertThat(meanwhile).containsExactly("alone.csv");
        assertThat(afterOne).isEmpty();
        assertThat(afterBoth).containsExactly("grandchild.csv");
    }

    @Test
    void filesForAnotherDatabaseWaitByItsForeignKeys() throws Exception {
        // Given
        try (Connection connection = TestServer.dataSource(OTHER).getConnection()) {
            Query.execute(
                    connection,
                    "create table child (id int primary key);"
                            + " create table parent (id int primary key, child int references child)");
        }
        for (String table : List.of("parent", "child")) {
            drop(table + "/one.csv");
            Files.writeString(directory.resolve(table).resolve("load.properties"), "database=other\n");
        }

        // When
        List<String> first = free("parent/one.csv", "child/one.csv");
        LoadRequest child = take("child/one.csv");
        Files.delete(directory.resolve("child/one.csv"));
        List<String> meanwhile = free("parent/one.csv");
        turns.leftAlone(child.run());
        List<String> after = free("parent/one.csv");

        // Then
        assertThat(first).containsExactly("child/one.csv");
        assertThat(meanwhile).isEmpty();
        assertThat(after).containsExactly("parent/one.csv");
    }

    @Test
    void aFileThatIsStillWrittenIsWaitedForToo() throws IOException {
        // Given
        turns = turns("3600000");
        Files.setLastModifiedTime(drop("child.csv"), FileTime.from(Instant.now().minusSeconds(7200)));
        drop("parent.csv");

        // When
        List<String> free = free("child.csv", "parent.csv");

        // Then
        assertThat(free).isEmpty();
    }

    @Test
    void whatCameLaterIsNotWaitedFor() throws Exception {
        // Given
        drop("child.csv");
        drop("parent/one.csv");
        free();
        LoadRequest one = take("parent/one.csv");
        drop("parent/two.csv");

        // When
        List<String> before = free("child.csv", "parent/two.csv");
        turns.leftAlone(one.run());
        Files.delete(directory.resolve("parent/one.csv"));
        List<String> after = free("child.csv", "parent/two.csv");

        // Then
        assertThat(before).containsExactly("parent/two.csv");
        assertThat(after).containsExactly("child.csv", "parent/two.csv");
    }

    @Test
    void inACycleTheOrderOfArrivalCounts() throws IOException {
        // Given
        Path hen = drop("hen.csv");
        // The file system's clock ticks slowly.
        await().until(() -> !arrival(drop("egg.csv")).equals(arrival(hen)));

        // When
        List<String> free = free("egg.csv", "hen.csv");

        // Then
        assertThat(free).containsExactly("hen.csv");
    }

    @Test
    void whatOtherDoorsLoadIsWaitedFor() throws Exception {
        // Given
        LoadRequest upload = new LoadRequest(
                RunHeader.next(Door.HTTP),
                "parent",
                directory.resolve("x"),
                "parent.csv",
                LoadRequest.Format.CSV,
                LoadOptions.DEFAULT);
        order.enter(upload, order.places(List.of("parent")).get("parent"), order.now());
        drop("child.csv");

        // When
        List<String> before = free("child.csv");
        order.leave(upload.run());
        List<String> after = free("child.csv");

        // Then
        assertThat(before).isEmpty();
        assertThat(after).containsExactly("child.csv");
    }

    @Test
    void whileTheDatabaseIsAwayNothingIsTaken() throws IOException {
        // Given
        drop("alone.csv");
        away = true;

        // When
        List<String> before = free("alone.csv");
        away = false;
        List<String> after = free("alone.csv");

        // Then
        assertThat(before).isEmpty();
        assertThat(after).containsExactly("alone.csv");
    }

    @Test
    void aFileFromTheFutureIsTakenWhenItIsSeenToLieStill() throws Exception {
        // Given
        turns = turns("50");
        Files.setLastModifiedTime(drop("alone.csv"), FileTime.from(Instant.now().plusSeconds(7200)));

        // When
        List<String> atOnce = free("alone.csv");
        InboxWatch watch = turns.watch();
        for (int i = 0; i < 100 && !turns.mayTake("alone.csv"); i++) {
            turns.awaitNextLook(watch);
            turns.look();
        }
        watch.close();

        // Then
        assertThat(atOnce).isEmpty();
        assertThat(turns.mayTake("alone.csv")).isTrue();
    }

    @Test
    void noMoreAreTakenThanCanSoonBeWorkedOn() throws Exception {
        // Given
        String[] names =
                IntStream.range(0, 200).mapToObj(i -> "alone/" + i + ".csv").toArray(String[]::new);
        for (String name : names) {
            drop(name);
        }

        // When
        List<String> first = free(names);
        for (String name : first) {
            take(name);
        }
        List<String> second = free(names);

        // Then
        assertThat(first).hasSize(64);
        assertThat(second).isEmpty();
    }

    @Test
    void neitherAPipeNorALinkedFolderNorWhatIsNotWholeIsTaken() throws Exception {
        // Given
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("alone.csv"), "1\n");
        Files.createSymbolicLink(directory.resolve("alone"), outside);
        assertThat(new ProcessBuilder("mkfifo", directory.resolve("alone.csv").toString())
                        .start()
                        .waitFor())
                .isZero();
        drop(".hidden.csv");
        drop("load.properties");
        drop("deep/er/alone.csv");

        // When
        List<String> free = free("alone/alone.csv", "alone.csv", ".hidden.csv", "load.properties", "deep/er/alone.csv");

        // Then
        assertThat(free).isEmpty();
    }
}

package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postgres.Sql;

/**
 * The commands of the README, and then of each page, work as they stand beside a running demo: its {@code sh} blocks, one
 * after the other. Those that need Docker, a terminal or another service are {@code bash} blocks.
 */
class GuidesIT {

    /** They tell of a service without a demo, and have tests that look at what came of it. */
    private static final Set<Path> WITH_TESTS_OF_THEIR_OWN = Set.of(
            Path.of("docs/dumps.md"),
            Path.of("docs/laboratory.md"),
            Path.of("docs/recovery.md"),
            Path.of("docs/replication.md"));

    private static Service demo;

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), docs.sorted())
                    .filter(page -> !WITH_TESTS_OF_THEIR_OWN.contains(page))
                    .filter(page -> !Guide.of(page).blocks().isEmpty())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandOfThePageWorksInOrder(Path page) throws Exception {
        // When
        Guide.of(page).follow(demo);

        // Then
        assertThat(demo.everyRowIsAccountedFor()).isTrue();
    }

    /** As {@code ./demo} does: the demo's tables, and the samples dropped into the inbox. */
    @BeforeAll
    static void start() throws IOException {
        // What the embedded server brings by itself.
        demo = new OtherDatabase()
                .knownTo(Service.fresh(), "copy")
                .with("SYNC_FLOWS_DEMO_TO", "copy")
                .with("SYNC_FLOWS_DEMO_DELETES", "reconcile");
        demo.sql(Sql.read("demo/tables.sql"));
        demo.start();
        Files.createSymbolicLink(
                demo.home().resolve("samples"), Path.of("samples").toAbsolutePath());
        for (String table : List.of("departments", "jobs", "customers", "hired_employees")) {
            demo.drop(table + ".csv", Files.readAllBytes(Path.of("samples", table + ".csv")));
            demo.ended(table + ".csv");
        }
    }

    @AfterAll
    static void stop() {
        demo.close();
    }
}

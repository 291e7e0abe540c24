package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import postgres.Sql;

/**
 * The README's commands work as they stand beside a running demo: its {@code sh} blocks, one after the other. Those that
 * need Docker, a terminal or another service are {@code bash} blocks.
 */
class ReadmeIT {

    private static final Pattern BLOCK = Pattern.compile("^```sh\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final String PROBLEM = "application/problem+json";

    /** Notes the head of every answer, where the readme's own commands do not see it. */
    private static final String CURL =
            """
            curl() { command curl -sS --max-time 30 --dump-header "$(mktemp heads/XXXXXX)" "$@"; }
            """;

    @Test
    void everyCommandOfTheReadmeWorksInOrder() throws Exception {
        // Given
        List<String> blocks = BLOCK.matcher(Service.text(Path.of("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        try (Service demo = demo()) {
            for (String block : blocks) {
                // When
                Path heads = Files.createDirectories(demo.home().resolve("heads"));
                String said = run(demo, block);

                // Then
                for (Path head : Service.filesBelow(heads)) {
                    assertThat(Service.text(head))
                            .as("%s\nsaid\n%s", block, said)
                            .doesNotContain(PROBLEM);
                    Files.delete(head);
                }
            }
            assertThat(blocks).hasSizeGreaterThan(10);
            assertThat(demo.everyRowIsAccountedFor()).isTrue();
        }
    }

    /** As {@code ./demo} does: the demo's tables, and the samples dropped into the inbox. */
    private static Service demo() throws IOException {
        // What the embedded server brings by itself.
        Service demo = new OtherDatabase()
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
        return demo;
    }

    private static String run(Service demo, String block) throws IOException, InterruptedException {
        String script = CURL + block.replace("localhost:8080", "localhost:" + demo.port());
        Path said = Files.createTempFile(demo.home(), "said", "");
        Process bash = new ProcessBuilder("bash", "-e", "-c", script)
                .directory(demo.home().toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!bash.waitFor(60, TimeUnit.SECONDS)) {
            bash.descendants().forEach(ProcessHandle::destroyForcibly);
            bash.destroyForcibly();
        }
        assertThat(bash.waitFor()).as("%s\nsaid\n%s", block, Service.text(said)).isZero();
        return Service.text(said);
    }
}

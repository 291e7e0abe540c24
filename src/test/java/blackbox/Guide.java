package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import postgres.Patience;

/**
 * A page whose commands work as they stand beside a running service: its {@code sh} and {@code sql} blocks, one after the other. What
 * needs Docker, a terminal or another machine is a {@code bash} block.
 */
final class Guide {

    private static final Pattern BLOCK =
            Pattern.compile("^```(sh|sql)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern SET = Pattern.compile("^([A-Z]+)=", Pattern.MULTILINE);
    private static final String PROBLEM = "application/problem+json";

    /** Notes the head of every answer, where the page's own commands do not see it. */
    private static final String CURL =
            """
            curl() { command curl -sS --max-time 250 --dump-header "$(mktemp heads/XXXXXX)" "$@"; }
            [ ! -f set ] || . ./set
            """;

    private final List<Block> blocks;

    /** One of its blocks; statements of SQL are run where {@code sql} is said to be followed too. */
    record Block(boolean sql, String text) {}

    private Guide(List<Block> blocks) {
        this.blocks = blocks;
    }

    /** Of a page whose blocks of SQL are only shown. */
    static Guide of(Path page) {
        return new Guide(blocks(page).stream().filter(block -> !block.sql()).toList());
    }

    /** Of a page whose blocks of SQL are run too. */
    static Guide withStatements(Path page) {
        return new Guide(blocks(page));
    }

    private static List<Block> blocks(Path page) {
        return BLOCK.matcher(Service.text(page))
                .results()
                .map(block -> new Block(block.group(1).equals("sql"), block.group(2)))
                .toList();
    }

    List<Block> blocks() {
        return blocks;
    }

    /** Does all that it says; no answer may be a problem. What a block sets in capitals the next ones know. */
    void follow(Service service) throws IOException, InterruptedException {
        Path heads = Files.createDirectories(service.home().resolve("heads"));
        for (Block block : blocks) {
            if (block.sql()) {
                service.sql(statements(block.text()));
                continue;
            }
            String said = run(service, block.text());
            for (Path head : Service.filesBelow(heads)) {
                String answered = Service.text(head);
                Files.delete(head);
                assertThat(answered).as("%s\nsaid\n%s", block.text(), said).doesNotContain(PROBLEM);
            }
        }
    }

    /** Each a transaction of its own, as psql runs them. */
    private static String[] statements(String text) {
        return text.contains("$$") ? new String[] {text} : text.strip().split(";\n");
    }

    private static String run(Service service, String block) throws IOException, InterruptedException {
        String kept = SET.matcher(block)
                .results()
                .map(set -> "\ndeclare -p " + set.group(1) + " >> set")
                .reduce("", String::concat);
        String script = CURL + block.replace("localhost:8080", "localhost:" + service.port()) + kept;
        Path said = Files.createTempFile(service.home(), "said", "");
        Process bash = new ProcessBuilder("bash", "-e", "-c", script)
                .directory(service.home().toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!bash.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            bash.descendants().forEach(ProcessHandle::destroyForcibly);
            bash.destroyForcibly();
        }
        assertThat(bash.waitFor()).as("%s\nsaid\n%s", block, Service.text(said)).isZero();
        return Service.text(said);
    }
}

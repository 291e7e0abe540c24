package postgres.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's programs of one version, in a folder.
 *
 * @param folder where they are
 * @param major their major version
 * @param version as they tell it themselves, as in {@code pg_dump (PostgreSQL) 18.6}
 */
public record PgPrograms(Path folder, int major, String version) {

    private static final Pattern MAJOR = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    /** Those of a folder, as one of them tells its version; empty if it is not there, or does not run. */
    static Optional<PgPrograms> in(Path folder, String program) {
        Path path = folder.resolve(program);
        if (!Files.isExecutable(path)) {
            return Optional.empty();
        }
        try {
            Process process = new ProcessBuilder(path.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String version = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            Matcher major = MAJOR.matcher(version);
            return process.waitFor() == 0 && major.find()
                    ? Optional.of(new PgPrograms(folder, Integer.parseInt(major.group(1)), version))
                    : Optional.empty();
        } catch (IOException notRunnable) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Where the program of that name is; it need not be there. */
    public Path program(String name) {
        return folder.resolve(name);
    }

    boolean have(String name) {
        return Files.isExecutable(program(name));
    }
}

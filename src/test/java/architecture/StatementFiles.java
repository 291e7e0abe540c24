package architecture;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import postgres.Sql;

/** The files of SQL that the service reads its statements from. */
final class StatementFiles {

    private static final Pattern COMMENT = Pattern.compile("(?m)--.*$");

    private StatementFiles() {}

    /**
     * One of them.
     *
     * @param path below {@code sql/}, with slashes
     */
    record StatementFile(String path, String text) {

        /** The package whose folder it is in, such as {@code rows/place}. */
        String owner() {
            return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
        }

        /** The topmost package. */
        String capability() {
            return path.substring(0, Math.max(0, path.indexOf('/')));
        }

        String withoutComments() {
            return COMMENT.matcher(text).replaceAll("");
        }
    }

    /** All there are. */
    static List<StatementFile> all() {
        try {
            // Tests have statements of their own, in a folder of the same name.
            Path root = Path.of(Sql.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolve("sql");
            try (Stream<Path> files = Files.walk(root)) {
                return files.filter(file -> file.toString().endsWith(".sql"))
                        .sorted()
                        .map(file -> root.relativize(file).toString().replace('\\', '/'))
                        .map(path -> new StatementFile(path, Sql.read(path)))
                        .toList();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("cannot list the files of SQL", e);
        }
    }
}

package dumps.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.Dialect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ledger.Problem;
import ledger.ProblemException;

/** Commands of clients, which are no SQL: those that change how the rest is read are done, all others refuse the file. */
final class Commands {

    private static final Pattern PART = Pattern.compile("\"((?:[^\"]|\"\")*)\"|'((?:[^']|'')*)'|(\\S+)");

    private final Scanner scanner;
    private final Tables tables;

    Commands(Scanner scanner, Tables tables) {
        this.scanner = scanner;
        this.tables = tables;
    }

    /** Reads the one that begins here with a backslash. */
    void read() throws IOException {
        long line = scanner.window().line();
        // psql takes a semicolon behind some of them for nothing.
        List<String> parts = parts(scanner.blanks().restOfLine().replaceFirst(";\\s*$", ""));
        switch (parts.get(0)) {
            case "\\restrict", "\\unrestrict", "\\.", "\\" -> {
                // They guard psql, or end rows that are none here.
            }
            case "\\connect", "\\c" -> connect(parts);
            default -> throw refused(parts.get(0), line);
        }
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(text);
        while (part.find()) {
            String quoted = part.group(1) != null ? part.group(1).replace("\"\"", "\"") : part.group(2);
            parts.add(quoted != null ? quoted : part.group(3));
        }
        return parts.isEmpty() ? List.of("\\") : parts;
    }

    private void connect(List<String> parts) {
        for (String part : parts.subList(1, parts.size())) {
            Matcher named = Pattern.compile("(?:.*\\s)?dbname='?([^'\\s]+)'?.*").matcher(part);
            if (named.matches()) {
                tables.use(named.group(1));
                return;
            }
            if (!part.startsWith("-")) {
                if (!part.equals("-")) {
                    tables.use(part);
                }
                return;
            }
        }
    }

    private ProblemException refused(String command, long line) {
        String client = scanner.style().dialect() == Dialect.MYSQL ? "mysql" : "psql";
        return new ProblemException(Problem.refused(
                "line " + line + " has the command " + shown(command) + " of " + client
                        + ", which is never executed here",
                "look at what it does; take it out of the file if the dump is the same without it"));
    }

    private static String shown(String command) {
        String one = command.replaceAll("\\p{Cntrl}", "?");
        return one.length() > 30 ? one.substring(0, 30) + " …" : one;
    }

    /** Reads {@code DELIMITER}, of which the word is read. */
    void delimiter() throws IOException {
        String rest = scanner.blanks().restOfLine().strip();
        String delimiter = rest.isEmpty() ? ";" : rest.split("\\s+", 2)[0];
        scanner.style().delimiter(delimiter.getBytes(UTF_8));
    }
}

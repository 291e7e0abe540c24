package ingest;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;

/**
 * The file {@code load.properties} in a folder of the inbox: how the files beside it are loaded, one {@code name=value} a
 * line, and {@code profile=} for options that are configured. Values stand as they are: a backslash is a backslash.
 */
final class LoadProperties {

    static final String NAME = "load.properties";

    private static final long MOST_BYTES = 1 << 16;

    private LoadProperties() {}

    /**
     * What is said in that folder; nothing if there is no such file.
     *
     * @throws ProblemException if it cannot be understood
     */
    static OptionTexts in(Path folder, LoadProfiles profiles) {
        Map<String, List<String>> said = new HashMap<>();
        for (String line : lines(folder.resolve(NAME))) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#") || text.startsWith("!")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new ProblemException(Problem.malformed("\"" + text + "\" is no name=value", null));
            }
            said.computeIfAbsent(line.substring(0, equals).strip(), name -> new ArrayList<>())
                    .add(value(line.substring(equals + 1)));
        }
        return profiles.complete(new OptionTexts(said));
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES || !Files.isRegularFile(file)) {
                throw new ProblemException(Problem.malformed("it is no small text file", null));
            }
            // Editors of Windows put a byte order mark before UTF-8.
            return Files.readString(file).replaceFirst("^\uFEFF", "").lines().toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (CharacterCodingException e) {
            throw new ProblemException(Problem.malformed("it is not UTF-8", null));
        } catch (IOException e) {
            throw new ProblemException(Problem.malformed("it cannot be read", "let the service's user read it"));
        }
    }

    /** Blanks around a value are none of it, unless it is nothing else: a delimiter may be one. */
    private static String value(String text) {
        return text.isBlank() ? text : text.strip();
    }
}

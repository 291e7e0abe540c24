package dumps.archive;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files with the rows of large tables, which lie beside the JSON that they belong to. */
final class Beside {

    private static final Pattern NAME = Pattern.compile("(.*)\\.\\d+\\.jsonl");

    private Beside() {}

    /** Whether the file belongs to that JSON. */
    static boolean isOf(Path file, Path json) {
        return json.equals(jsonOf(file));
    }

    /** The JSON that the file belongs to, or null if it is none of these. */
    static Path jsonOf(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? file.resolveSibling(name.group(1) + ".json") : null;
    }
}

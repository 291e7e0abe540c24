package ingest;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.UUID;

/** Names of what is put away, as long as the file system takes them. */
final class PutAwayNames {

    private static final int LONGEST = 255;
    static final String RUN = ".run.json";

    private PutAwayNames() {}

    /** Where a run is written down beside its file. */
    static Path beside(Path file, UUID run) {
        String name = file.getFileName().toString();
        if (bytes(name + RUN) > LONGEST) {
            name = cut(name, bytes("." + run + RUN)) + "." + run;
        }
        try {
            return file.resolveSibling(name + RUN);
        } catch (InvalidPathException e) {
            return file.resolveSibling(name.replaceAll("[^\\x20-\\x7E]", "_") + RUN);
        }
    }

    /** Another name for a file whose own is taken. */
    static Path another(Path file, UUID run) {
        String name = file.getFileName().toString();
        String stem = FileKind.stem(name);
        String end = name.substring(stem.length());
        return file.resolveSibling(cut(stem, bytes("." + run + end)) + "." + run + end);
    }

    /** As much of a name as leaves room for so many bytes; no character is halved. */
    private static String cut(String name, int room) {
        int end = name.length();
        while (end > 0 && bytes(name.substring(0, end)) + room > LONGEST) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

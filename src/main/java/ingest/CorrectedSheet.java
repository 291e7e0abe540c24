package ingest;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A sheet of letters that somebody corrected and sent back.
 *
 * @param path where its bytes are
 * @param fileName what the sender calls it; data, never a path
 * @param table the table that its letters are for, or null: then they say it
 * @param options of the file: its encoding, its delimiter
 */
public record CorrectedSheet(Path path, String fileName, String table, OptionTexts options) {

    public CorrectedSheet {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(fileName, "fileName");
        Objects.requireNonNull(options, "options");
    }
}

package dumps.archive;

import java.nio.file.Path;

/** Where the parts of an archive lie. */
public record Layout(Path json, Path combined, Path manifest) {

    static final String COMBINED = "combined";
    static final String MANIFEST = "manifest.json";
    static final String JSON_OF_A_FOLDER = "json";
    static final String JSON_OF_AN_ARCHIVE = "files";

    /** An archive of the service's. */
    static Layout ofArchive(Path folder) {
        return new Layout(folder.resolve(JSON_OF_AN_ARCHIVE), folder.resolve(COMBINED), folder.resolve(MANIFEST));
    }

    /** Beside the dumps themselves. */
    static Layout ofFolder(Path folder) {
        return new Layout(folder.resolve(JSON_OF_A_FOLDER), folder.resolve(COMBINED), folder.resolve(MANIFEST));
    }
}

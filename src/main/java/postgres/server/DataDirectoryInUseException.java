package postgres.server;

import java.nio.file.Path;

/** Another process holds the data directory; nothing in it was touched. */
public final class DataDirectoryInUseException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    DataDirectoryInUseException(Path directory) {
        super(
                "cannot use data directory %s: another process is using it\nHINT: stop it, or set data.dir to another folder"
                        .formatted(directory));
    }
}

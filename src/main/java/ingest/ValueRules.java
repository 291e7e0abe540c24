package ingest;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a load knows of the values of its file.
 *
 * @param told before they are seen
 * @param path the file, where the rest can be found out
 */
record ValueRules(ToldValues told, Path path) {

    ValueRules {
        Objects.requireNonNull(told, "told");
        Objects.requireNonNull(path, "path");
    }
}

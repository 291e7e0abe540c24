package dumps.archive;

import dumps.merge.Policy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.Optional;

/** What an operator may change about old dumps. */
@ConfigMapping(prefix = "dumps")
public interface DumpSettings {

    /** Where archives are kept, a folder each; below the data directory unless set. */
    Path repository();

    /** A folder in it is one archive, taken when it lies still; below the data directory unless set. */
    Path inbox();

    /** What becomes of a row that a later complete dump of its table does not have. */
    @WithDefault("latest-dump")
    Policy policy();

    /** The column that tells which of two versions of a row is newer, in every table; found by name and type unless set. */
    Optional<String> updateTime();

    /** A folder in the inbox is taken when nothing in it changed for this many milliseconds. */
    @WithDefault("2000")
    @Min(0)
    long settleMillis();
}

package snapshot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Restores that come by themselves, such as a fresh staging copy every night. */
@ConfigMapping(prefix = "restore")
public interface RestoreJobs {

    /** By their names. Each replaces what it made itself the last time, touched or not, and nothing that it did not make. */
    Map<String, Job> jobs();

    /** One of them. */
    interface Job {

        /** A Quartz cron expression; never unless set. */
        Optional<String> cron();

        /** The id of a snapshot; {@code latest} is the newest set that holds the tables. */
        @WithDefault(SnapshotIndex.LATEST)
        String snapshot();

        /** Which tables of it; all unless set. */
        Optional<List<String>> tables();

        /** {@code beside}, {@code original}, the name of a table, or {@code schema:<name>}, which is made if it is not there. */
        @WithDefault("beside")
        String into();

        /** The name of the database that the tables go to. */
        @WithDefault("main")
        String database();
    }
}

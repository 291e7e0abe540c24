package snapshot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import ledger.KeepRules;
import rows.place.LockSettings;

/** What an operator may change about snapshots. */
@ConfigMapping(prefix = "snapshot")
public interface SnapshotSettings extends LockSettings {

    /** Where sets of files are kept; below the data directory unless set. */
    Path repository();

    /** When snapshots are made by themselves, as a Quartz cron expression; never unless set. */
    Optional<String> cron();

    /** Which tables those have; all unless set. */
    Optional<List<String>> tables();

    /** What those are kept as: files, avro, parquet, or table, a table beside each; what suits the engine unless set. */
    Optional<SnapshotRequest.As> as();

    /**
     * A role of the database that may only read, with whose rights rows are chosen by a condition, so that a condition is no
     * way to what its author may not see; unless it is set, with those of the service.
     */
    Optional<String> role();

    /** Who brings rows into files where nobody says: service, spark, or auto, the one or the other by the tables' size. */
    @WithDefault("service")
    Engine engine();

    /** From how many bytes of tables on auto means Spark. */
    @WithDefault("10737418240")
    @Min(0)
    long sparkFrom();

    /** The bytes of a table, as it is on the server's disk, that make a part. */
    @WithDefault("134217728")
    @Min(8192)
    long sparkPartBytes();

    /** Connections that read at the same time, two less than the pool has at most; each shares the one snapshot. */
    @WithDefault("2")
    @Min(1)
    @Max(64)
    int workers();

    /** How hard files are compressed, 1 to 19: more takes much longer and gains little. */
    @WithDefault("1")
    @Min(1)
    @Max(19)
    int compressionLevel();

    /** Milliseconds a lock is waited for before the run is refused. */
    @Override
    @WithDefault("10000")
    @Min(1)
    long lockTimeoutMillis();

    /** Which sets are kept; without any of these all are. */
    KeepRules keep();
}

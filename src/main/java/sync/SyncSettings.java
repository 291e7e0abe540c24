package sync;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator may change about copies between databases. */
@ConfigMapping(prefix = "sync")
public interface SyncSettings {

    /** Flows by their names. */
    Map<String, FlowSettings> flows();

    /** Milliseconds a lock is waited for before the run is refused. */
    @WithDefault("10000")
    @Min(1)
    long lockTimeoutMillis();

    /**
     * Milliseconds in which a copy that is ready waits for readers to let it take the place of their tables. They wait
     * for it no longer than half the server's {@code deadlock_timeout} at a time.
     */
    @WithDefault("60000")
    @Min(1)
    long swapTimeoutMillis();

    /** Tables that flow from one database to another. */
    interface FlowSettings {

        /** The database that is read; {@code main} is the one that is looked after. */
        @WithDefault("main")
        String from();

        /** The database that is written. */
        String to();

        /** Which tables; all of the source unless set. */
        Optional<List<String>> tables();

        /** When it syncs by itself, as a Quartz cron expression; never unless set. */
        Optional<String> cron();

        /** Chunks that this process copies at the same time. */
        @WithDefault("2")
        @Min(1)
        @Max(16)
        int workers();

        /** The column that says when a row was made, where a table has it. */
        @WithDefault("created_at")
        String createdAt();

        /** The column that says when a row was last changed, where a table has it. */
        @WithDefault("updated_at")
        String updatedAt();

        /** What becomes of rows that are gone from the source: {@code ignore}, {@code reconcile} or {@code log}. */
        @WithDefault("ignore")
        Deletes deletes();

        /** What becomes of columns that the source has and the target lacks: {@code add} or {@code refuse}. */
        default NewColumns newColumns() {
            return NewColumns.ADD;
        }

        /**
         * Whose time is in columns of type {@code timestamp}, as in {@code Europe/Berlin}. Unless set it may be any zone's,
         * and rows of the last hours are looked at again at every sync.
         */
        default Optional<ZoneId> timeZone() {
            return Optional.empty();
        }
    }

    /** What a sync does about columns that the target lacks. */
    enum NewColumns {
        /** They are added on the target. */
        ADD,
        /** The run is refused. */
        REFUSE
    }

    /** What a sync does about rows that the source has no more. */
    enum Deletes {
        /** They stay on the target. */
        IGNORE,
        /** Keys of both sides are compared at every sync, and what is gone goes. */
        RECONCILE,
        /** A trigger on the source writes down what goes. */
        LOG
    }
}

package sync;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator may change about copies between databases. */
@ConfigMapping(prefix = "sync")
public interface SyncSettings {

    /** The column that says when a row was made, unless another is configured. */
    String CREATED_AT = "created_at";

    /** The column that says when a row was last changed, unless another is configured. */
    String UPDATED_AT = "updated_at";

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

        /** The flow behind whose syncs and copies it syncs by itself, when they are done; none unless set. */
        Optional<String> after();

        /** Chunks that this process copies at the same time. */
        @WithDefault("2")
        @Min(1)
        @Max(16)
        int workers();

        /** The column that says when a row was made, where a table has it. */
        @WithDefault(CREATED_AT)
        String createdAt();

        /** The column that says when a row was last changed, where a table has it. */
        @WithDefault(UPDATED_AT)
        String updatedAt();

        /** What becomes of rows that are gone from the source: {@code ignore}, {@code reconcile} or {@code log}. */
        @WithDefault("ignore")
        Deletes deletes();

        /** What becomes of columns that the source has and the target lacks: {@code add} or {@code refuse}. */
        @WithDefault("add")
        NewColumns newColumns();

        /** What becomes of the others when a table cannot be synced: {@code continue} or {@code stop}. */
        @WithDefault("continue")
        OnTableFailure onTableFailure();

        /**
         * Whose time is in columns of type {@code timestamp}, as in {@code Europe/Berlin}. Unless set it may be any zone's,
         * and rows of the last hours are looked at again at every sync.
         */
        Optional<String> timeZone();
    }

    /** What a sync does about columns that the target lacks. */
    enum NewColumns {
        /** They are added on the target. */
        ADD,
        /** The run is refused. */
        REFUSE
    }

    /** What a sync does about the other tables when one cannot be synced. */
    enum OnTableFailure {
        /** They are synced, and the run has failed. */
        CONTINUE,
        /** They are left, too. */
        STOP
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

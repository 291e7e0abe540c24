package sync;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tables that are copied from one database to another and kept fresh there.
 *
 * @param name as configured
 * @param from the source's name among the databases
 * @param to the target's name among the databases
 * @param tables as users write them; empty for all of the source
 * @param cron when it syncs by itself
 * @param after the flow behind which it syncs by itself
 * @param workers chunks that this process copies at a time, at least 1
 * @param createdAt the column that says when a row was made, where a table has it
 * @param updatedAt the column that says when a row was last changed, where a table has it
 * @param newColumns what a sync does about columns that the target lacks
 * @param onTableFailure what becomes of the others when a table cannot be synced
 * @param timeZone whose time columns without a zone tell
 */
public record Flow(
        String name,
        String from,
        String to,
        List<String> tables,
        Optional<String> cron,
        Optional<String> after,
        int workers,
        String createdAt,
        String updatedAt,
        SyncSettings.Deletes deletes,
        SyncSettings.NewColumns newColumns,
        SyncSettings.OnTableFailure onTableFailure,
        Optional<ZoneId> timeZone) {

    public Flow {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(cron, "cron");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
        Objects.requireNonNull(deletes, "deletes");
        Objects.requireNonNull(newColumns, "newColumns");
        Objects.requireNonNull(onTableFailure, "onTableFailure");
        Objects.requireNonNull(timeZone, "timeZone");
        tables = List.copyOf(tables);
        if (workers < 1) {
            throw new IllegalArgumentException("a flow needs a worker");
        }
    }

    /** A flow that takes new columns over, and knows of no zone. */
    public Flow(
            String name,
            String from,
            String to,
            List<String> tables,
            Optional<String> cron,
            int workers,
            String createdAt,
            String updatedAt,
            SyncSettings.Deletes deletes) {
        this(
                name,
                from,
                to,
                tables,
                cron,
                Optional.empty(),
                workers,
                createdAt,
                updatedAt,
                deletes,
                SyncSettings.NewColumns.ADD,
                SyncSettings.OnTableFailure.CONTINUE,
                Optional.empty());
    }

    /** A flow that nobody configured. */
    static Flow between(String name, String from, String to, int workers) {
        return new Flow(
                name,
                from,
                to,
                List.of(),
                Optional.empty(),
                workers,
                SyncSettings.CREATED_AT,
                SyncSettings.UPDATED_AT,
                SyncSettings.Deletes.IGNORE);
    }

    public static Flow of(String name, SyncSettings.FlowSettings settings) {
        return new Flow(
                name,
                settings.from(),
                settings.to(),
                settings.tables().orElse(List.of()),
                settings.cron(),
                settings.after(),
                settings.workers(),
                settings.createdAt(),
                settings.updatedAt(),
                settings.deletes(),
                settings.newColumns(),
                settings.onTableFailure(),
                settings.timeZone().filter(Flow::isZone).map(ZoneId::of));
    }

    /** Whether there is a time zone of that name. */
    static boolean isZone(String name) {
        try {
            ZoneId.of(name);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}

package snapshot.drill;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import ledger.Json;
import ledger.Ledger;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunEnd;
import ledger.TableLocks;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Column;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import postgres.Triggers;
import snapshot.BackupTable;
import snapshot.BackupTables;
import snapshot.SnapshotSettings;

/**
 * Rehearses the loss of rows, in steps that commit one by one, each written into the ledger with what it did: back up,
 * delete, restore and prove. After a crash between any two of them the rows are back: {@link #resume} tells how far it was.
 */
@ApplicationScoped
public class Drills {

    private static final String STEP_DONE = Sql.read("snapshot/step-done.sql");
    private static final String TELL = Sql.read("snapshot/tell-of-run.sql");
    private static final String STEPS = Sql.read("snapshot/steps-of-run.sql");

    private final DataSource dataSource;
    private final SnapshotSettings settings;
    private final Ledger ledger;

    public Drills(DataSource dataSource, SnapshotSettings settings, Ledger ledger) {
        this.dataSource = dataSource;
        this.settings = settings;
        this.ledger = ledger;
    }

    /**
     * A drill that goes no further.
     *
     * @param problem why it ended before anything was deleted; not asked for after that
     */
    public record Ending(Drill drill, Problem problem) {}

    /** How far a drill is that an earlier process began. */
    public Drill resume(Run run) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Map<String, String> steps = new HashMap<>();
            Query.list(connection, STEPS, row -> steps.put(row.getString("name"), row.getString("detail")), run.id());
            return new Drill(
                    DrillRequest.of(run),
                    Json.read(steps.get("backup"), Drill.BackedUp.class),
                    Json.read(steps.get("delete"), Drill.Deleted.class),
                    Json.read(steps.get("restore"), Drill.Restored.class));
        }
    }

    /**
     * The first step: samples rows and copies them, and what deleting them would touch, into backup tables.
     *
     * @throws ProblemException if the table cannot be drilled; then nothing was done
     */
    public Drill backUp(DrillRequest request) throws SQLException {
        long start = System.nanoTime();
        try (Connection connection = dataSource.getConnection()) {
            TableLocks locks = new TableLocks(connection, settings.lockTimeoutMillis());
            try {
                Table root = Sample.table(connection, request.table());
                SessionSettings.exact(connection);
                locks.keepWritersOut(root);
                Cascade cascade = Cascade.of(connection, locks, root, Sample.keys(root, request));
                cascade.refuseStaying();
                JsonNode keys = Sample.listed(connection, cascade.touched().get(0));
                List<Drill.Part> parts = new ArrayList<>();
                for (TableName reached : cascade.reached()) {
                    BackupTables.refuseSecondDrill(connection, request.run(), reached);
                }
                for (Cascade.Touched touched : cascade.touched()) {
                    parts.add(backUp(connection, request, touched));
                }
                Drill.BackedUp done = new Drill.BackedUp(parts, keys, tableHash(connection, root), since(start));
                Drill drill = new Drill(request, done, null, null);
                write(connection, drill, "backup", done);
                return drill;
            } catch (SQLException e) {
                throw locks.explained(e, "a table that the drill touches");
            }
        }
    }

    private static Drill.Part backUp(Connection connection, DrillRequest request, Cascade.Touched touched)
            throws SQLException {
        BackupTable made = BackupTables.make(
                connection,
                request.run(),
                touched.table().name(),
                " where " + touched.condition("t"),
                "the rows of drill " + request.run(),
                (backup, columns) -> BucketHashes.of(connection, backup.quoted(), columns, null));
        return new Drill.Part(made.of(), made.name(), made.key(), made.columns(), made.rows(), made.contentHash());
    }

    /**
     * The second step: deletes the sampled rows for real. One that was changed since it was backed up, or something that
     * refers to it, is left alone.
     *
     * @throws ProblemException if the database does not let them go; then nothing was deleted
     */
    public Drill delete(Drill drill) throws SQLException {
        long start = System.nanoTime();
        try (Connection connection = dataSource.getConnection()) {
            TableLocks locks = new TableLocks(connection, settings.lockTimeoutMillis());
            try {
                SessionSettings.exact(connection);
                List<DrilledTable> tables = tables(connection, locks, drill);
                Cascade cascade =
                        cascade(connection, locks, tables, drill.backup().keys());
                List<Drill.Lost> lost = new ArrayList<>();
                for (Cascade.Touched touched : cascade.touched()) {
                    DrilledTable table = known(tables, touched);
                    lost.add(new Drill.Lost(
                            table.place(), table.keepLost(connection, touched), cascade.blankedColumns(touched)));
                }
                SessionSettings.ordinaryNames(connection);
                Triggers triggers = Triggers.asleep(connection, DrilledTable.allLive(tables));
                long rows = tables.get(0).delete(connection, cascade.touched().get(0));
                triggers.wake();
                Drill.Deleted done =
                        new Drill.Deleted(rows, drill.backup().keys().size() - rows, lost, Instant.now(), since(start));
                Drill deleted = new Drill(drill.request(), drill.backup(), done, null);
                write(connection, deleted, "delete", done);
                return deleted;
            } catch (SQLException e) {
                if (SqlState.isRowsFault(e)) {
                    throw new ProblemException(Problem.refused(
                            "the database does not let the rows go: " + SqlState.firstLine(e), "nothing was deleted"));
                }
                throw locks.explained(e, "a table that the drill touches");
            }
        }
    }

    private static Cascade cascade(Connection connection, TableLocks locks, List<DrilledTable> tables, JsonNode sampled)
            throws SQLException {
        DrilledTable root = tables.get(0);
        StringBuilder keys = new StringBuilder(root.unchanged(sampled));
        while (true) {
            Cascade cascade = Cascade.of(connection, locks, root.live(), keys.toString());
            Optional<String> spared = cascade.spared(tables);
            if (spared.isEmpty()) {
                return cascade;
            }
            keys.append(" and not ").append(cascade.touched().get(0).in(spared.get(), "t"));
        }
    }

    private static DrilledTable known(List<DrilledTable> tables, Cascade.Touched touched) {
        return tables.stream()
                .filter(table -> table.live().name().equals(touched.table().name()))
                .findFirst()
                .orElseThrow();
    }

    /**
     * The third step: puts the rows back from that backup, and proves that they are what they were. One that cannot
     * return is a dead letter of the run, and stays in the backup.
     */
    public Drill restore(Drill drill) throws SQLException {
        long start = System.nanoTime();
        try (Connection connection = dataSource.getConnection()) {
            TableLocks locks = new TableLocks(connection, settings.lockTimeoutMillis());
            try {
                SessionSettings.exact(connection);
                List<DrilledTable> tables = tables(connection, locks, drill);
                Triggers triggers = Triggers.asleep(connection, DrilledTable.allLive(tables));
                PutBack.Back back = new PutBack(
                                connection,
                                drill.request().run(),
                                tables,
                                drill.deleted().lost())
                        .run();
                triggers.wake();
                DrilledTable root = tables.get(0);
                long differing = 0;
                for (DrilledTable table : tables) {
                    differing += table.differing(connection);
                }
                Drill.Restored done = new Drill.Restored(
                        back.ofRoot(),
                        back.rows(),
                        back.rejected(),
                        root.isThere() ? root.sampledHash(connection) : null,
                        Math.max(0, differing - back.rejected()),
                        root.isThere() ? tableHash(connection, root.live()) : null,
                        Instant.now(),
                        since(start));
                Drill restored = new Drill(drill.request(), drill.backup(), drill.deleted(), done);
                write(connection, restored, "restore", done);
                return restored;
            } catch (SQLException e) {
                throw locks.explained(e, "a table that the drill touches");
            }
        }
    }

    /** Tells in the ledger why the rows are not back yet. */
    public void report(Drill drill, Problem problem) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            tell(connection, drill, DrillReport.waiting(drill, problem));
        }
    }

    /** The last step: what became of it; the backup goes unless it is to be kept, or holds what nothing else does. */
    public RunEnd end(Ending ending) throws SQLException {
        Drill drill = ending.drill();
        try (Connection connection = dataSource.getConnection()) {
            TableLocks locks = new TableLocks(connection, settings.lockTimeoutMillis());
            for (int place = 0;
                    drill.hasBackup() && place < drill.backup().tables().size();
                    place++) {
                Drill.Part part = drill.backup().tables().get(place);
                try {
                    new DrilledTable(drill.request().run(), place, null, part).forgetLost(connection);
                    if (!drill.keepsBackup()) {
                        BackupTables.drop(connection, part.backup());
                    }
                } catch (SQLException e) {
                    throw locks.explained(e, part.backup().display());
                }
            }
            return DrillReport.of(drill, ending.problem());
        }
    }

    /** The tables as they are now, no more written by others; the order is that of the backup. */
    private static List<DrilledTable> tables(Connection connection, TableLocks locks, Drill drill) throws SQLException {
        List<DrilledTable> tables = new ArrayList<>();
        for (Drill.Part part : drill.backup().tables()) {
            Optional<Table> found = Catalog.find(connection, part.table());
            if (found.isPresent()) {
                locks.keepWritersOut(found.get());
                found = Catalog.find(connection, part.table()).filter(table -> table.writable().stream()
                        .map(Column::name)
                        .toList()
                        .containsAll(part.key()));
            }
            tables.add(new DrilledTable(drill.request().run(), tables.size(), found.orElse(null), part));
        }
        DrilledTable gone =
                tables.stream().filter(table -> !table.isThere()).findFirst().orElse(null);
        if (gone != null && drill.deleted() == null) {
            throw new ProblemException(Problem.conflict(
                    gone.part().table().display() + " was dropped during the drill", "nothing was deleted"));
        }
        return tables;
    }

    private static String tableHash(Connection connection, Table table) throws SQLException {
        return BucketHashes.of(connection, table.relation(), table.writable(), null)
                .hash();
    }

    /** In the transaction of the step: who has lost the run meanwhile loses what the step did. */
    private void write(Connection connection, Drill drill, String step, Object detail) throws SQLException {
        Query.update(connection, STEP_DONE, drill.request().run(), step, Json.write(detail));
        if (tell(connection, drill, DrillReport.soFar(drill)) != 1) {
            throw RunEnd.taken(drill.request().run());
        }
    }

    private long tell(Connection connection, Drill drill, JsonNode detail) throws SQLException {
        return Query.update(connection, TELL, detail.toString(), drill.request().run(), ledger.owner());
    }

    private static double since(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    }
}

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
import javax.sql.DataSource;
import ledger.Json;
import ledger.Ledger;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunEnd;
import ledger.TableLocks;
import postgres.BucketHashes;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import postgres.Triggers;
import rows.diff.RowKey;
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
    private final DrillSettings drilling;
    private final ViaRows sources;
    private final Ledger ledger;

    public Drills(
            DataSource dataSource, SnapshotSettings settings, DrillSettings drilling, ViaRows sources, Ledger ledger) {
        this.sources = sources;
        this.dataSource = dataSource;
        this.settings = settings;
        this.drilling = drilling;
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
                    Json.read(steps.get("files"), Drill.Kept.class),
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
                sources.require(request.via());
                Table named = RootRows.table(connection, request.table());
                if (!request.key().isEmpty()) {
                    named = RowKey.of(named, request.key());
                }
                locks.keepWritersOut(named);
                BackupTables.refuseSecondDrill(connection, request.run(), named.name());
                Cascade cascade = new Cascade(connection, locks, named, drilling.maxRows());
                JsonNode keys = RootRows.choose(connection, cascade, request.loss());
                cascade.follow();
                List<Drill.Part> parts = new ArrayList<>();
                for (TableName reached : cascade.reached()) {
                    BackupTables.refuseSecondDrill(connection, request.run(), reached);
                }
                for (Touched touched : cascade.touched()) {
                    parts.add(backUp(connection, request, touched));
                }
                Drill.BackedUp done = new Drill.BackedUp(parts, keys, tableHash(connection, named), since(start));
                Drill drill = new Drill(request, done, null, null, null);
                write(connection, drill, "backup", done);
                return drill;
            } catch (SQLException e) {
                throw locks.explained(e, "a table that the drill touches");
            }
        }
    }

    private static Drill.Part backUp(Connection connection, DrillRequest request, Touched touched) throws SQLException {
        BackupTable made = BackupTables.make(
                connection,
                request.run(),
                touched.table(),
                " where " + touched.condition("t"),
                "the rows of drill " + request.run(),
                (backup, columns) -> BucketHashes.of(connection, backup.quoted(), columns, null));
        return new Drill.Part(made.of(), made.name(), made.key(), made.columns(), made.rows(), made.contentHash());
    }

    /** A step in between, where a set of files was asked for: it is made, and proven to be restorable. */
    public Drill kept(Drill drill, String snapshot, double seconds) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Drill.Kept done = new Drill.Kept(snapshot, seconds);
            Drill kept = new Drill(drill.request(), drill.backup(), done, null, null);
            write(connection, kept, "files", done);
            return kept;
        }
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
                List<DrilledTable> tables = DrilledTable.all(connection, locks, drill);
                if (!drill.request().via().isTable()) {
                    tables = sources.stage(connection, drill, tables);
                }
                JsonNode sampled = drill.backup().keys();
                Losing.Lost lost = Losing.lose(connection, locks, tables, sampled);
                if (lost.ofRoot() == 0 && lost.notHeld() > 0) {
                    throw new ProblemException(Problem.refused(
                            drill.request().via().text() + " holds none of the rows as they are, with all that refer to"
                                    + " them: " + lost.notHeld() + " are missing there, or other",
                            "nothing was deleted; keep them there first, all tables of detail.backups"));
                }
                Drill.Deleted done = new Drill.Deleted(
                        lost.ofRoot(),
                        sampled.size() - lost.ofRoot(),
                        lost.notHeld(),
                        lost.tables(),
                        Instant.now(),
                        since(start));
                Drill deleted = new Drill(drill.request(), drill.backup(), drill.kept(), done, null);
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
                List<DrilledTable> tables = DrilledTable.all(connection, locks, drill);
                String notVia = null;
                if (!drill.request().via().isTable()) {
                    List<DrilledTable> staged = new ArrayList<>();
                    notVia = sources.failure(connection, drill, tables, staged).orElse(null);
                    tables = staged;
                    long notHeld = 0;
                    for (DrilledTable table : tables) {
                        notHeld += table.lostNotHeld(connection);
                    }
                    notVia = notHeld > 0 ? notHeld + " rows are not there any more as they were" : notVia;
                }
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
                List<String> hashes = new ArrayList<>();
                for (DrilledTable table : tables) {
                    differing += table.differing(connection);
                    hashes.add(table.isThere() ? table.sampledHash(connection) : "");
                }
                Drill.Restored done = new Drill.Restored(
                        back.ofRoot(),
                        back.rows(),
                        back.rejected(),
                        hashes,
                        Math.max(0, differing - back.rejected()),
                        root.isThere() ? tableHash(connection, root.live()) : null,
                        Instant.now(),
                        since(start),
                        notVia);
                Drill restored = new Drill(drill.request(), drill.backup(), drill.kept(), drill.deleted(), done);
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
            if (drill.kept() != null && !drill.keepsBackup()) {
                sources.forget(drill.kept().snapshot());
            }
            return DrillReport.of(drill, ending.problem());
        }
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

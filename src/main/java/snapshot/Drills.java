package snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunEnd;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;
import postgres.SqlState;
import postgres.Table;

/**
 * Rehearses the loss of rows, in steps that commit one by one, each written into the ledger with what it did: back up,
 * delete, restore and prove. After a crash between any two of them the rows are back: {@link #resume} tells how far it was.
 */
@ApplicationScoped
public class Drills {

    private static final String STEP_DONE = Sql.read("snapshot/step-done.sql");
    private static final String STEPS = Sql.read("snapshot/steps-of-run.sql");

    private final DataSource dataSource;
    private final SnapshotSettings settings;

    public Drills(DataSource dataSource, SnapshotSettings settings) {
        this.dataSource = dataSource;
        this.settings = settings;
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
            SessionSettings.lockTimeout(connection, settings.lockTimeoutMillis());
            Table root = drillable(connection, request.table());
            SessionSettings.exact(connection);
            lock(connection, List.of(root), "share row exclusive");
            Cascade cascade = Cascade.of(connection, root, sample(root, request));
            JsonNode keys = keys(connection, cascade.touched().get(0));
            if (keys.isEmpty()) {
                throw new ProblemException(Problem.refused(
                        root.name().display() + " has no rows that could be lost",
                        "rehearse with a table that has some"));
            }
            List<Drill.Part> parts = new ArrayList<>();
            for (Cascade.Touched touched : cascade.touched()) {
                lock(connection, List.of(touched.table()), "share row exclusive");
                BackupTable made = BackupTables.make(
                        connection,
                        request.run(),
                        touched.table().name(),
                        " where " + touched.condition("t"),
                        "the rows of drill " + request.run());
                parts.add(new Drill.Part(made.of(), made.name(), made.rows(), made.contentHash()));
            }
            Drill.BackedUp done = new Drill.BackedUp(parts, keys, tableHash(connection, root), since(start));
            write(connection, request, "backup", done);
            return new Drill(request, done, null, null);
        }
    }

    private static Table drillable(Connection connection, String name) throws SQLException {
        Table table = Catalog.find(connection, name)
                .orElseThrow(() -> new ProblemException(
                        Problem.notFound("there is no table \"" + name + '"', "name it as schema.table")));
        if (table.kind() != Table.Kind.TABLE && table.kind() != Table.Kind.PARTITIONED_TABLE) {
            throw new ProblemException(
                    Problem.refused('"' + name + "\" holds no rows of its own", "rehearse with the table behind it"));
        }
        return Catalog.find(connection, table.name()).orElseThrow();
    }

    /** By a hash of the key, so that where rows lie does not matter: the same seed is the same rows. */
    private static String sample(Table root, DrillRequest request) {
        List<postgres.Column> key = root.primaryKey().stream()
                .map(name -> root.column(name).orElseThrow())
                .toList();
        String keys = Identifier.list(root.primaryKey(), "t.");
        return "select " + keys + " from " + Comparison.relation(root) + " t order by "
                + ContentHash.ofRow(key, "t.", request.seed()) + ", " + keys + " limit " + request.rows();
    }

    private static JsonNode keys(Connection connection, Cascade.Touched root) throws SQLException {
        return Json.read(Query.first(
                        connection,
                        "select coalesce(json_agg(row_to_json(k) order by "
                                + Identifier.list(root.table().primaryKey(), "k.") + "), '[]')::text from "
                                + root.deleted() + " k",
                        row -> row.getString(1))
                .orElseThrow());
    }

    /**
     * The second step: deletes the sampled rows for real. One that somebody changed since it was backed up is left alone.
     *
     * @throws ProblemException if rows refer to them that are not in the backup; then nothing was deleted
     */
    public Drill delete(Drill drill) throws SQLException {
        long start = System.nanoTime();
        try (Connection connection = dataSource.getConnection()) {
            SessionSettings.lockTimeout(connection, settings.lockTimeoutMillis());
            SessionSettings.exact(connection);
            List<DrilledTable> tables = tables(connection, drill);
            DrilledTable root = tables.get(0);
            Cascade cascade = Cascade.of(connection, root.live(), root.unchangedKeys());
            refuseNewcomers(connection, cascade, tables);
            SessionSettings.ordinaryNames(connection);
            long rows = root.withoutTriggers(
                    connection, () -> root.delete(connection, cascade.touched().get(0)));
            Drill.Deleted done = new Drill.Deleted(rows, drill.root().rows() - rows, Instant.now(), since(start));
            write(connection, drill.request(), "delete", done);
            return new Drill(drill.request(), drill.backup(), done, null);
        }
    }

    private static void refuseNewcomers(Connection connection, Cascade cascade, List<DrilledTable> tables)
            throws SQLException {
        for (Cascade.Touched touched : cascade.touched()) {
            DrilledTable known = tables.stream()
                    .filter(table -> table.live().name().equals(touched.table().name()))
                    .findFirst()
                    .orElse(null);
            if (known == null || known.unknown(connection, touched) > 0) {
                throw new ProblemException(Problem.conflict(
                        "rows of " + touched.table().name().display()
                                + " came to refer to the sample while it was backed up",
                        "try again; nothing was deleted"));
            }
        }
    }

    /** The third step: puts the rows back from that backup, and proves that they are what they were. */
    public Drill restore(Drill drill) throws SQLException, IOException {
        long start = System.nanoTime();
        try (Connection connection = dataSource.getConnection()) {
            SessionSettings.lockTimeout(connection, settings.lockTimeoutMillis());
            Query.execute(connection, "set constraints all deferred");
            SessionSettings.exact(connection);
            List<DrilledTable> tables = tables(connection, drill);
            SessionSettings.ordinaryNames(connection);
            Map<DrilledTable, Long> back = new HashMap<>();
            for (DrilledTable table : DrilledTable.parentsFirst(tables)) {
                back.put(table, table.withoutTriggers(connection, () -> table.putBack(connection)));
            }
            SessionSettings.exact(connection);
            DrilledTable root = tables.get(0);
            long touched = 0;
            for (DrilledTable table : tables) {
                touched += table.differing(connection);
            }
            Drill.Restored done = new Drill.Restored(
                    back.get(root),
                    root.sampledHash(connection),
                    touched,
                    tableHash(connection, root.live()),
                    Instant.now(),
                    since(start));
            write(connection, drill.request(), "restore", done);
            return new Drill(drill.request(), drill.backup(), drill.deleted(), done);
        }
    }

    /** The last step: what became of it; the backup goes unless it is to be kept. */
    public RunEnd end(Ending ending) throws SQLException {
        Drill drill = ending.drill();
        try (Connection connection = dataSource.getConnection()) {
            if (drill.backup() != null && (!drill.request().keepBackup() || drill.deleted() == null)) {
                for (Drill.Part part : drill.backup().tables()) {
                    BackupTables.drop(connection, part.backup());
                }
            }
            return DrillStory.of(drill, ending.problem());
        }
    }

    private List<DrilledTable> tables(Connection connection, Drill drill) throws SQLException {
        List<DrilledTable> tables = new ArrayList<>();
        for (Drill.Part part : drill.backup().tables()) {
            Table live = Catalog.find(connection, part.table())
                    .orElseThrow(() -> new ProblemException(Problem.conflict(
                            part.table().display() + " was dropped during the drill",
                            "its sampled rows are in " + part.backup().display())));
            tables.add(new DrilledTable(live, part));
        }
        lock(connection, tables.stream().map(DrilledTable::live).toList(), "share row exclusive");
        return tables;
    }

    private void lock(Connection connection, List<Table> tables, String mode) throws SQLException {
        for (Table table : tables) {
            try {
                Query.execute(connection, "lock table " + table.name().quoted() + " in " + mode + " mode");
            } catch (SQLException e) {
                if (SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                    throw new ProblemException(Problem.locked(table.name().display(), settings.lockTimeoutMillis()));
                }
                throw e;
            }
        }
    }

    private static String tableHash(Connection connection, Table table) throws SQLException {
        return BucketHashes.of(connection, Comparison.relation(table), table.writable(), null)
                .hash();
    }

    private static void write(Connection connection, DrillRequest request, String step, Object detail)
            throws SQLException {
        Query.update(connection, STEP_DONE, request.run(), step, Json.write(detail));
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1_000_000 / 1000.0;
    }
}

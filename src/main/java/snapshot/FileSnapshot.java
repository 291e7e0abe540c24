package snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.TableProgress;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Condition;
import postgres.ContentHash;
import postgres.KeyBuckets;
import postgres.Table;
import postgres.TableName;
import postgres.WholeFolders;
import postgres.definition.Definitions;
import postgres.definition.Dependent;
import postgres.definition.Dependents;
import postgres.definition.TableDefinition;
import snapshot.format.TableFiles;
import snapshot.format.Written;

/**
 * One attempt at a set of files: all tables as they were at one moment, in pieces that may be worked on at the same time,
 * then {@link #publish()}. Closed without that, nothing of it is left.
 */
public final class FileSnapshot implements AutoCloseable {

    private final SnapshotRequest request;
    private final ConnectionBudget.Share share;
    private final SnapshotReader first;
    private final DataSource dataSource;
    private final SnapshotReaders readings;
    private final Repository repository;
    private final SnapshotSettings settings;
    private final SchemaScript schemaScript;
    private final ActiveRun active;
    private final List<TablePlan> plans = new ArrayList<>();
    private final Manifest.Server server;
    private final List<Unreadable> leftOut;
    private final List<Dependent> dependents;
    private final Instant made = Instant.now();
    private final Path making;
    private final Map<TablePlan, Written> written = new ConcurrentHashMap<>();
    private final Map<TablePlan, BucketHashes> hashes = new ConcurrentHashMap<>();
    private final Map<TablePlan, StoredFile> hashFiles = new ConcurrentHashMap<>();
    /** Where somebody else brings the rows into files; else null. */
    private final PartFiles parts;

    private final AtomicLong bytesRead = new AtomicLong();
    private final long bytesToRead;
    private final TableProgress progress;
    private volatile String schemaBy;
    private boolean published;

    /** Some of the work; pieces share nothing but the moment they see. */
    public record Piece(FileSnapshot snapshot, Task task) {

        /** Does it. */
        public Piece run() throws SQLException, IOException {
            snapshot.work(task);
            return this;
        }
    }

    @FunctionalInterface
    private interface Task {
        void on(Connection connection) throws SQLException, IOException;
    }

    FileSnapshot(
            SnapshotRequest request,
            ConnectionBudget.Share share,
            SnapshotReader first,
            Snapshots.Chosen chosen,
            DataSource dataSource,
            Repository repository,
            SnapshotSettings settings,
            SchemaScript schemaScript,
            Engines engines,
            ActiveRun active)
            throws SQLException, IOException {
        this.request = request;
        this.share = share;
        this.first = first;
        this.dataSource = dataSource;
        this.repository = repository;
        this.settings = settings;
        this.schemaScript = schemaScript;
        this.active = active;
        this.leftOut = chosen.leftOut();
        List<Table> tables = chosen.tables();
        server = first.facts();
        Condition where = request.where() == null ? null : new Condition(request.where());
        List<TableDefinition> definitions = Definitions.read(
                first.connection(), tables.stream().map(Table::name).toList());
        dependents = Dependents.read(
                first.connection(), tables.stream().map(Table::name).toList());
        // Once more, now that they are locked, and their types are spelled with their schemas.
        List<Table> locked =
                Catalog.all(first.connection(), tables.stream().map(Table::name).toList());
        Map<TableName, KeyBuckets> buckets = KeyBuckets.suiting(first.connection(), locked);
        Map<Long, Long> sizes = TablePlan.sizes(first.connection(), locked);
        for (int i = 0; i < tables.size(); i++) {
            Table table = locked.get(i);
            plans.add(new TablePlan(
                    table, definitions.get(i), buckets.get(table.name()), where, sizes.getOrDefault(table.oid(), 0L)));
        }
        TablePlan.refuseWithoutColumns(plans, request);
        plans.sort(Comparator.comparingLong(TablePlan::bytes).reversed());
        bytesToRead =
                plans.stream().mapToLong(plan -> Math.max(1, plan.bytes())).sum();
        progress = active.watchTables(
                plans.stream().map(plan -> plan.table().name().display()).toList());
        readings = SnapshotReaders.open(
                dataSource,
                server.snapshot(),
                tables.stream().map(Table::name).toList(),
                workers(plans.size(), settings),
                settings.lockTimeoutMillis(),
                active);
        try {
            readings.by(where == null ? Optional.empty() : settings.role());
            making = repository.begin(server.database(), made);
            parts = engines.parts(request, plans, making, server.snapshot(), active, progress);
        } catch (IOException | SQLException | RuntimeException e) {
            readings.close();
            throw e;
        }
    }

    /** How many pieces of so many tables are worked on at a time; each has a connection, beside that of the first. */
    static int workers(int tables, SnapshotSettings settings) {
        return Math.min(settings.workers(), 2 * tables + 1);
    }

    /** The work, the longest first: the rows of tables and, at the same time, their hashes; before them the schema. */
    public List<Piece> pieces() {
        Stream<Task> tables = TablePlan.together(plans).stream()
                .flatMap(some -> Stream.concat(
                        parts == null ? Stream.of(connection -> write(some, connection)) : Stream.empty(),
                        Stream.of(connection -> hash(some, connection))));
        Stream<Task> elsewhere = parts == null ? Stream.empty() : Stream.of(parts::write);
        // Of many small tables the schema is what takes longest.
        Stream<Task> first = Stream.concat(elsewhere, Stream.of(this::writeSchema));
        return Stream.concat(first, tables).map(task -> new Piece(this, task)).toList();
    }

    private void work(Task task) throws SQLException, IOException {
        if (active.cancelWanted()) {
            throw new ProblemException(Problem.cancelled());
        }
        SnapshotReader reading = readings.take();
        try {
            task.on(reading.connection());
        } finally {
            readings.giveBack(reading);
        }
    }

    private void write(List<TablePlan> some, Connection connection) throws SQLException, IOException {
        for (TablePlan plan : some) {
            write(plan, connection);
        }
    }

    private void write(TablePlan plan, Connection connection) throws SQLException, IOException {
        if (active.cancelWanted()) {
            throw new ProblemException(Problem.cancelled());
        }
        long before = bytesRead.get();
        progress.begin(plan.table().name().display());
        Path file = making.resolve(
                TableFileName.of(plan.table().name()) + "." + request.format().extension());
        Written result = new TableFiles(settings.compressionLevel())
                .write(
                        connection,
                        request.format(),
                        plan.kept(),
                        file,
                        rows -> active.progress(
                                Math.min(before + rows * plan.bytesOfARow(), bytesToRead), bytesToRead));
        written.put(plan, result);
        progress.done(plan.table().name().display(), result.rows());
        active.progress(Math.min(bytesRead.addAndGet(plan.bytes()), bytesToRead), bytesToRead);
    }

    private void hash(List<TablePlan> some, Connection connection) throws SQLException, IOException {
        List<BucketHashes> all =
                BucketHashes.of(connection, some.stream().map(TablePlan::hashed).toList());
        for (int i = 0; i < some.size(); i++) {
            TablePlan plan = some.get(i);
            hashes.put(plan, all.get(i));
            if (plan.buckets() != null) {
                Path path = making.resolve(TableFileName.of(plan.table().name()) + ".hashes.zst");
                HashesFile.write(path, all.get(i));
                hashFiles.put(plan, StoredFile.of(path));
            }
        }
    }

    private void writeSchema(Connection connection) throws SQLException, IOException {
        schemaBy = schemaScript.write(
                making.resolve(SchemaScript.FILE),
                connection,
                server,
                definitions(),
                dependents,
                !request.tables().isEmpty());
    }

    private List<TableDefinition> definitions() {
        return plans.stream().map(TablePlan::definition).toList();
    }

    /** Makes the set appear, whole. */
    public RunEnd publish() throws IOException, SQLException {
        List<Manifest.TableFacts> facts = new ArrayList<>();
        for (TablePlan plan : plans) {
            facts.add(facts(plan));
        }
        Manifest manifest = new Manifest(
                parts == null ? Manifest.FORMAT : Manifest.FORMAT_OF_PARTS,
                WholeFolders.idOf(making),
                request.run(),
                made,
                server,
                ContentHash.METHOD,
                request.format(),
                StoredFile.of(making.resolve(SchemaScript.FILE)),
                schemaBy,
                facts,
                Notes.of(first.connection(), definitions(), dependents, leftOut),
                dependents,
                request.tables().isEmpty(),
                Checksums.FILE);
        if (request.where() != null) {
            // Their connections are wanted.
            readings.close();
            ChosenRows.prove(dataSource, new Repository.StoredSet(making, manifest, null), active);
        }
        RestoreGuide.write(making, manifest);
        repository.publish(making, manifest);
        published = true;
        RunEnd end = Facts.end(manifest);
        if (!leftOut.isEmpty()) {
            ((ObjectNode) end.detail()).set("unreadable", Unreadable.told(leftOut));
        }
        return end;
    }

    private Manifest.TableFacts facts(TablePlan plan) {
        BucketHashes hash = hashes.get(plan);
        if (parts != null) {
            return plan.facts(null, parts.of(plan, hash), hash, hashFiles.get(plan));
        }
        Written file = written.get(plan);
        if (file.rows() != hash.rows()) {
            throw new ProblemException(Problem.refused(
                    "two readings of " + plan.table().name().display() + " at one moment gave " + file.rows() + " and "
                            + hash.rows() + " rows",
                    ChosenRows.HINT));
        }
        String name = TableFileName.of(plan.table().name());
        return plan.facts(
                new StoredFile(name + "." + request.format().extension(), file.fileBytes(), file.sha256()),
                null,
                hash,
                hashFiles.get(plan));
    }

    @Override
    public void close() throws SQLException, IOException {
        try (share;
                first) {
            try {
                // They write into the folder that goes.
                readings.close();
            } finally {
                if (!published) {
                    repository.discard(making);
                }
            }
        }
    }
}

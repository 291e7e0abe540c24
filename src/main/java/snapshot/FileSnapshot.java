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
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Condition;
import postgres.ContentHash;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.Table;
import postgres.definition.Definitions;
import postgres.definition.TableDefinition;
import snapshot.format.FileFormat;
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
    private final Instant made = Instant.now();
    private final Path making;
    private final Map<TablePlan, Written> written = new ConcurrentHashMap<>();
    private final Map<TablePlan, BucketHashes> hashes = new ConcurrentHashMap<>();
    private final AtomicLong bytesRead = new AtomicLong();
    private final long bytesToRead;
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
            List<Table> tables,
            DataSource dataSource,
            Repository repository,
            SnapshotSettings settings,
            SchemaScript schemaScript,
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
        server = first.facts();
        Condition where = request.where() == null ? null : new Condition(request.where());
        List<TableDefinition> definitions = Definitions.read(
                first.connection(), tables.stream().map(Table::name).toList());
        for (int i = 0; i < tables.size(); i++) {
            // Once more, now that it is locked, and its types are spelled with their schemas.
            Table table = Catalog.find(first.connection(), tables.get(i).name()).orElseThrow();
            KeyBuckets buckets = table.primaryKey().isEmpty() ? null : KeyBuckets.suiting(first.connection(), table);
            plans.add(new TablePlan(table, definitions.get(i), buckets, where, size(table)));
        }
        plans.sort(Comparator.comparingLong(TablePlan::bytes).reversed());
        bytesToRead =
                plans.stream().mapToLong(plan -> Math.max(1, plan.bytes())).sum();
        readings = SnapshotReaders.open(
                dataSource,
                server.snapshot(),
                tables.stream().map(Table::name).toList(),
                workers(plans.size(), settings),
                settings.lockTimeoutMillis(),
                active);
        try {
            making = repository.begin(server.database(), made);
        } catch (IOException | RuntimeException e) {
            readings.close();
            throw e;
        }
    }

    /** How many pieces of so many tables are worked on at a time; each has a connection, beside that of the first. */
    static int workers(int tables, SnapshotSettings settings) {
        return Math.min(settings.workers(), 2 * tables + 1);
    }

    private long size(Table table) throws SQLException {
        return Query.first(
                        first.connection(),
                        "select coalesce(sum(pg_table_size(t)), 0) from (select ?::regclass as t"
                                + " union select relid from pg_partition_tree(?::regclass)) x",
                        row -> row.getLong(1),
                        table.oid(),
                        table.oid())
                .orElse(0L);
    }

    /** The work, the longest first: the rows of each table and, at the same time, their hash; then the schema. */
    public List<Piece> pieces() {
        Stream<Task> tables = plans.stream()
                .flatMap(
                        plan -> Stream.of(connection -> write(plan, connection), connection -> hash(plan, connection)));
        return Stream.concat(tables, Stream.<Task>of(this::writeSchema))
                .map(task -> new Piece(this, task))
                .toList();
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

    private void write(TablePlan plan, Connection connection) throws SQLException, IOException {
        long before = bytesRead.get();
        Path file = making.resolve(TableFileName.of(plan.table().name()) + "." + format().extension());
        Written result = new TableFiles(settings.compressionLevel())
                .write(
                        connection,
                        format(),
                        plan.rows(),
                        plan.table().writable(),
                        file,
                        rows -> active.progress(
                                Math.min(before + rows * plan.bytesOfARow(), bytesToRead), bytesToRead));
        written.put(plan, result);
        active.progress(Math.min(bytesRead.addAndGet(plan.bytes()), bytesToRead), bytesToRead);
    }

    private void hash(TablePlan plan, Connection connection) throws SQLException {
        hashes.put(plan, BucketHashes.of(connection, plan.hashed(), plan.table().writable(), plan.buckets()));
    }

    private void writeSchema(Connection connection) throws SQLException, IOException {
        schemaBy = schemaScript.write(
                making.resolve(SchemaScript.FILE),
                connection,
                server,
                definitions(),
                !request.tables().isEmpty());
    }

    private List<TableDefinition> definitions() {
        return plans.stream().map(TablePlan::definition).toList();
    }

    private FileFormat format() {
        return switch (request.as()) {
            case AVRO -> FileFormat.AVRO;
            case PARQUET -> FileFormat.PARQUET;
            case FILES, TABLE -> FileFormat.CSV_ZST;
        };
    }

    /** Makes the set appear, whole. */
    public RunEnd publish() throws IOException, SQLException {
        List<Manifest.TableFacts> facts = new ArrayList<>();
        for (TablePlan plan : plans) {
            facts.add(facts(plan));
        }
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                Repository.idOf(making),
                request.run(),
                made,
                server,
                ContentHash.METHOD,
                format(),
                StoredFile.of(making.resolve(SchemaScript.FILE)),
                schemaBy,
                facts,
                Notes.of(first.connection(), definitions()),
                Checksums.FILE);
        if (request.where() != null) {
            // Their connections are wanted.
            readings.close();
            ChosenRows.prove(dataSource, new Repository.StoredSet(making, manifest, null), active);
        }
        RestoreGuide.write(making, manifest);
        repository.publish(making, manifest);
        published = true;
        return end(manifest);
    }

    /** What is told of a set that is whole. */
    static RunEnd end(Manifest manifest) {
        return RunEnd.done(manifest.run(), new Rows(manifest.rows(), manifest.rows(), 0, 0, 0), detail(manifest));
    }

    private Manifest.TableFacts facts(TablePlan plan) throws IOException {
        Written file = written.get(plan);
        BucketHashes hash = hashes.get(plan);
        if (file.rows() != hash.rows()) {
            throw new ProblemException(Problem.refused(
                    "two readings of " + plan.table().name().display() + " at one moment gave " + file.rows() + " and "
                            + hash.rows() + " rows",
                    ChosenRows.HINT));
        }
        String name = TableFileName.of(plan.table().name());
        StoredFile hashesFile = null;
        if (plan.buckets() != null) {
            Path path = making.resolve(name + ".hashes.zst");
            HashesFile.write(path, hash);
            hashesFile = StoredFile.of(path);
        }
        return new Manifest.TableFacts(
                plan.table().name(),
                file.rows(),
                new StoredFile(name + "." + format().extension(), file.fileBytes(), file.sha256()),
                hash.hash(),
                plan.table().primaryKey(),
                plan.table().writable(),
                plan.buckets(),
                hashesFile,
                Optional.ofNullable(plan.where()).map(Condition::sql).orElse(null),
                plan.definition());
    }

    private static ObjectNode detail(Manifest manifest) {
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("snapshot", manifest.id());
        detail.set("tables", Json.mapper().valueToTree(Facts.tables(manifest)));
        detail.put("lsn", manifest.server().lsn());
        detail.put("schemaBy", manifest.schemaBy());
        detail.set("notes", Json.mapper().valueToTree(manifest.notes()));
        return detail;
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

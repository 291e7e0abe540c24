package snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableProgress;
import ledger.WorkerPool;
import postgres.Backend;
import postgres.Catalog;
import postgres.Databases;
import postgres.SessionSettings;
import postgres.Table;
import postgres.TableName;
import postgres.Transactions;
import postgres.definition.Names;
import rows.diff.RowSource;
import rows.place.CommitReceipt;
import rows.place.NamedDatabase;
import rows.place.PlacedTable;
import rows.place.StagedTables;
import rows.restore.TableRestore;
import rows.restore.TriedPlaces;
import snapshot.format.FileFormat;
import snapshot.parts.LoadTask;
import snapshot.parts.LoadedPart;

/**
 * Has Spark bring the rows of tables that a restore makes, before the transaction that puts those in their place. Of tables that
 * are there only what differs is brought, which the hashes of their keys tell, and that is the service's.
 */
@ApplicationScoped
public class StagedRestores {

    private static final String HINT = "leave engine away, or say engine=service";

    private final DataSource dataSource;
    private final Databases databases;
    private final SnapshotIndex index;
    private final SnapshotSettings settings;
    private final Engines engines;
    private final ActiveRuns runs;
    private volatile boolean swept;

    /** What is to be done, and who is told of it. */
    record Work(UUID run, List<LoadTask> tasks, Consumer<LoadedPart> loaded, BooleanSupplier cancelWanted) {}

    public StagedRestores(
            DataSource dataSource,
            Databases databases,
            SnapshotIndex index,
            SnapshotSettings settings,
            Engines engines,
            ActiveRuns runs) {
        this.dataSource = dataSource;
        this.databases = databases;
        this.index = index;
        this.settings = settings;
        this.engines = engines;
        this.runs = runs;
    }

    /** Removes from the main database what processes left that died. */
    public void sweep() throws SQLException {
        if (!swept) {
            Transactions.run(dataSource, own -> {
                SessionSettings.lockTimeout(own, settings.lockTimeoutMillis());
                StagedTables.sweep(own);
            });
            swept = true;
        }
    }

    /**
     * Brings rows, if that is for Spark to do.
     *
     * @throws ProblemException if Spark is asked for and cannot, or the rows are not those that were kept
     */
    public StagedRestore open(RestoreRequest request) throws SQLException, IOException {
        Engine wanted = Objects.requireNonNullElse(request.engine(), settings.engine());
        if (wanted == Engine.SERVICE || request.dryRun()) {
            return StagedRestore.none(request);
        }
        Connection reading = dataSource.getConnection();
        try {
            reading.setAutoCommit(false);
            StagedRestore staged = open(request, wanted, reading);
            if (staged.tables() == null) {
                end(reading);
            }
            return staged;
        } catch (SQLException | IOException | RuntimeException e) {
            end(reading);
            throw e;
        }
    }

    private static void end(Connection reading) throws SQLException {
        try (reading) {
            reading.rollback();
            reading.setAutoCommit(true);
        }
    }

    private StagedRestore open(RestoreRequest request, Engine wanted, Connection reading)
            throws SQLException, IOException {
        List<RowSource> contents = index.contents(reading, request.snapshot(), request.tables());
        String against = against(request, contents);
        if (against != null) {
            if (request.engine() == Engine.SPARK) {
                throw new ProblemException(Problem.refused(against, HINT));
            }
            return StagedRestore.none(request);
        }
        DataSource target = NamedDatabase.find(databases, request.database()).dataSource();
        List<SetRows> made = made(request, target, contents);
        if (made.isEmpty() || !engines.isSpark(wanted, () -> bytes(made))) {
            return StagedRestore.none(request);
        }
        return bring(request, reading, target, made);
    }

    /** Why executors cannot; null if they can. */
    private static String against(RestoreRequest request, List<RowSource> contents) {
        for (RowSource one : contents) {
            if (!(one instanceof SetRows set)) {
                return "rows that are kept as a table are not for Spark to restore";
            }
            FileFormat format = set.set().manifest().files();
            if (format != FileFormat.PARQUET) {
                return "Spark restores sets of parquet, and the rows of " + request.snapshot() + " are "
                        + format.extension();
            }
        }
        return request.dependents() ? "what stands on the tables is not for Spark to make" : null;
    }

    private static long bytes(List<SetRows> tables) {
        return tables.stream()
                .flatMap(table -> table.facts().files().stream())
                .mapToLong(StoredFile::bytes)
                .sum();
    }

    /** Those of the tables that the restore will make, and that are worth it. */
    private List<SetRows> made(RestoreRequest request, DataSource target, List<RowSource> contents)
            throws SQLException {
        return Transactions.undone(target, connection -> {
            // It was done there, and only the ledger does not know.
            if (!request.database().equals(Databases.MAIN)
                    && CommitReceipt.endOf(connection, request.run()).isPresent()) {
                return List.of();
            }
            Set<TableName> there = new HashSet<>();
            if (request.options().intoOriginal()) {
                Catalog.all(connection, contents.stream().map(RowSource::table).toList()).stream()
                        .map(Table::name)
                        .forEach(there::add);
            }
            return contents.stream()
                    .filter(one -> !there.contains(one.table()) && TableRestore.mayBeStaged(one))
                    .map(SetRows.class::cast)
                    .toList();
        });
    }

    private StagedRestore bring(RestoreRequest request, Connection reading, DataSource target, List<SetRows> made)
            throws SQLException, IOException {
        try (Connection connection = target.getConnection()) {
            TriedPlaces.check(connection, reading, request.options(), List.copyOf(made));
        }
        StagedTables tables = StagedTables.make(
                target,
                request.run(),
                made.stream().map(SetRows::definition).toList(),
                !request.options().intoOriginal(),
                settings.lockTimeoutMillis());
        try {
            ActiveRun active = runs.open(request.run());
            load(request, target, made, tables, active);
            complete(target, made, tables, active);
            Map<TableName, Names> names = new HashMap<>();
            made.forEach(one -> names.put(one.table(), tables.names(one.table())));
            return new StagedRestore(request, names, reading, tables);
        } catch (SQLException | IOException | RuntimeException e) {
            tables.close();
            throw e;
        }
    }

    private void load(
            RestoreRequest request, DataSource target, List<SetRows> made, StagedTables tables, ActiveRun active)
            throws SQLException, IOException {
        List<LoadTask> tasks = new ArrayList<>();
        for (SetRows one : made) {
            for (StoredFile file : one.facts().files()) {
                tasks.add(new LoadTask(
                        tasks.size(),
                        one.table().display(),
                        tables.receipts().quoted(),
                        tables.names(one.table()).target().quoted(),
                        one.columns(),
                        one.set().manifest().files(),
                        one.set().folder().resolve(file.name()).toAbsolutePath().toString()));
            }
        }
        TableProgress progress = active.watchTables(
                made.stream().map(one -> one.table().display()).toList());
        Set<Integer> loaded = new HashSet<>();
        Consumer<LoadedPart> told = part -> {
            loaded.add(part.number());
            progress.rows(part.table(), part.rows());
            active.progress(loaded.size(), tasks.size(), "parts");
        };
        Optional<String> password =
                request.database().equals(Databases.MAIN) ? null : databases.password(request.database());
        try (Connection like = target.getConnection()) {
            engines.load(like, password, new Work(request.run(), tasks, told, active::cancelWanted));
        }
        if (loaded.size() != tasks.size()) {
            throw new ProblemException(Problem.unavailable(
                    "of " + tasks.size() + " parts the rows of " + loaded.size() + " are said to have come",
                    "nothing is kept; ask again"));
        }
    }

    /** Proves what came, and makes keys, checks and indexes, several tables at a time. */
    private void complete(DataSource target, List<SetRows> made, StagedTables tables, ActiveRun active)
            throws SQLException, IOException {
        try (WorkerPool workers = new WorkerPool(active, "staged", Math.min(made.size(), settings.workers()))) {
            workers.all(made.stream()
                    .<WorkerPool.Task>map(one -> () -> complete(target, one, tables, workers))
                    .collect(Collectors.toList()));
        }
    }

    private static void complete(DataSource target, SetRows one, StagedTables tables, WorkerPool workers)
            throws SQLException {
        Transactions.run(target, connection -> {
            Backend backend = Backend.of(connection);
            workers.worksOn(backend);
            try {
                TableRestore.complete(connection, one, new PlacedTable(one.definition(), tables.names(one.table())));
            } finally {
                workers.leaves(backend);
            }
        });
    }
}

package snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableProgress;
import postgres.BucketHashes;
import postgres.DurableFiles;
import postgres.OwnFiles;
import postgres.Table;
import snapshot.format.FileFormat;
import snapshot.format.PartTypes;
import snapshot.parts.PartTask;
import snapshot.parts.WrittenPart;

/** The rows of a set's tables, each in a folder of parts that somebody else writes. */
final class PartFiles {

    private static final int MOST_PARTS = 10_000;

    private final Engines engines;
    private final List<TablePlan> plans;
    private final Path making;
    private final String moment;
    private final ActiveRun active;
    private final TableProgress progress;
    private final Map<String, List<WrittenPart>> written = new ConcurrentHashMap<>();
    private final Map<String, Integer> expected = new ConcurrentHashMap<>();
    private long done;

    /** What is to be done, and who is told of it. */
    record Work(UUID run, List<PartTask> tasks, Consumer<WrittenPart> written, BooleanSupplier cancelWanted) {}

    PartFiles(
            Engines engines,
            List<TablePlan> plans,
            Path making,
            String moment,
            ActiveRun active,
            TableProgress progress) {
        this.engines = engines;
        this.plans = plans;
        this.making = making;
        this.moment = moment;
        this.active = active;
        this.progress = progress;
    }

    /** Has all of them written. */
    void write(Connection connection) throws SQLException, IOException {
        Map<Long, Long> pages =
                TablePlan.pages(connection, plans.stream().map(TablePlan::table).toList());
        List<PartTask> tasks = new ArrayList<>();
        for (TablePlan plan : plans) {
            if (active.cancelWanted()) {
                throw new ProblemException(Problem.cancelled());
            }
            tasks.addAll(tasks(plan, connection, pages.getOrDefault(plan.table().oid(), 0L)));
        }
        engines.run(connection, new Work(active.id(), tasks, part -> take(part, tasks.size()), active::cancelWanted));
        for (TablePlan plan : plans) {
            removeOthers(plan);
        }
    }

    private List<PartTask> tasks(TablePlan plan, Connection connection, long pages) throws SQLException, IOException {
        Table table = plan.table();
        String name = table.name().display();
        PartTypes types = PartTypes.of(connection, plan.kept(), engines.heap());
        Path folder = OwnFiles.folder(folder(plan));
        SnapshotSettings settings = engines.settings();
        long most = Math.min(MOST_PARTS, Math.max(1, pages));
        long count = Math.min(most, 1 + plan.bytes() / settings.sparkPartBytes());
        long each = (Math.max(1, pages) + count - 1) / count;
        List<PartTask> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(new PartTask(
                    moment,
                    name,
                    i,
                    plan.rowsOfPages(i * each, i + 1 == count ? Long.MAX_VALUE : (i + 1) * each),
                    table.writable(),
                    types,
                    folder.resolve(file(i)).toAbsolutePath().toString(),
                    settings.compressionLevel(),
                    settings.lockTimeoutMillis()));
        }
        expected.put(name, tasks.size());
        written.put(name, new ArrayList<>());
        progress.begin(name);
        return tasks;
    }

    private void take(WrittenPart part, int all) {
        List<WrittenPart> parts = written.get(part.table());
        parts.add(part);
        if (parts.size() == expected.get(part.table())) {
            progress.done(part.table(), part.rows());
        } else {
            progress.rows(part.table(), part.rows());
        }
        done++;
        active.progress(done, all, "parts");
    }

    /** What an attempt left that was not the last one. */
    private void removeOthers(TablePlan plan) throws IOException {
        List<String> names =
                parts(plan).stream().map(part -> file(part.number())).toList();
        try (Stream<Path> found = Files.list(folder(plan))) {
            for (Path file : found.toList()) {
                if (!names.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
        DurableFiles.sync(folder(plan));
    }

    private Path folder(TablePlan plan) {
        return making.resolve(folderName(plan));
    }

    private static String folderName(TablePlan plan) {
        return TableFileName.of(plan.table().name()) + "." + FileFormat.PARQUET.extension();
    }

    private static String file(int number) {
        return "part-%05d.parquet".formatted(number);
    }

    private List<WrittenPart> parts(TablePlan plan) {
        String table = plan.table().name().display();
        List<WrittenPart> parts = written.get(table).stream()
                .sorted(Comparator.comparingInt(WrittenPart::number))
                .toList();
        if (parts.size() != expected.get(table)) {
            throw new ProblemException(Problem.unavailable(
                    "of " + table + " there are " + parts.size() + " of " + expected.get(table) + " parts",
                    "nothing is kept; ask again"));
        }
        return parts;
    }

    /**
     * The parts of a table, which hold the rows that the database has at the moment of the set.
     *
     * @param hashes what the database itself says of them
     * @throws ProblemException if they hold others
     */
    List<Manifest.Part> of(TablePlan plan, BucketHashes hashes) {
        List<WrittenPart> parts = parts(plan);
        long rows = parts.stream().mapToLong(WrittenPart::rows).sum();
        String hash = HexFormat.of()
                .toHexDigits(parts.stream().mapToLong(WrittenPart::hash).sum());
        if (rows != hashes.rows() || !hash.equals(hashes.hash())) {
            throw new ProblemException(Problem.notEqual(
                    "the parts of %s hold %d rows with the hash %s, and the database has %d with %s at that moment"
                            .formatted(plan.table().name().display(), rows, hash, hashes.rows(), hashes.hash()),
                    plan.where() == null ? "nothing is kept; ask again, or with engine=service" : ChosenRows.HINT));
        }
        return parts.stream()
                .map(part -> new Manifest.Part(
                        new StoredFile(folderName(plan) + "/" + file(part.number()), part.bytes(), part.sha256()),
                        part.rows(),
                        HexFormat.of().toHexDigits(part.hash())))
                .collect(Collectors.toList());
    }
}

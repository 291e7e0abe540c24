package dumps.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.DumpFile;
import dumps.keep.KeptDump;
import dumps.keep.KeptDumps;
import dumps.merge.Findings;
import dumps.merge.Merge;
import dumps.merge.Policy;
import dumps.merge.Question;
import dumps.merge.Renames;
import dumps.read.DumpSource;
import dumps.read.DumpSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import ledger.ActiveRun;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.WorkerPool;
import postgres.DurableFiles;
import postgres.OwnFiles;

/** Makes an archive out of the one that is there and what is new: what is known is not read again. */
final class ArchiveBuild {

    private static final String JSON = ".json";
    private static final int MOST_AT_ONCE = 4;
    private static final int SMALLEST_SORT = 1 << 22;
    private static final int LARGEST_SORT = 1 << 28;

    private final Options options;
    private final ActiveRun active;
    private final Map<String, KeptDump> kept = new TreeMap<>();
    private final Map<String, ArchiveManifest.Refusal> refused = new TreeMap<>();
    private final Set<String> read = new TreeSet<>();
    private final AtomicInteger seen = new AtomicInteger();
    private long there;
    private long taken;
    private long reported;
    private long removed;
    private long unchanged;
    private Findings findings;

    /**
     * How it is made.
     *
     * @param renames what is called otherwise in later files
     * @param updateTime the column that tells which version of a row is newer, or null
     * @param single whether all tables go into one file
     * @param tables names of those that are wanted, or null for all
     * @param replaces whether a file with the name of one that is known, and other bytes, takes its place
     */
    record Options(
            Policy policy, Renames renames, String updateTime, boolean single, List<String> tables, boolean replaces) {}

    ArchiveBuild(Options options, ActiveRun active) {
        this.options = options;
        this.active = active;
    }

    /** Bytes that a sort may hold in memory. */
    static int memory() {
        return (int) Math.max(
                SMALLEST_SORT, Math.min(LARGEST_SORT, Runtime.getRuntime().maxMemory() / 8));
    }

    /** Puts the JSON of the known and of the new files into the folder. */
    void keep(Path known, Path into, DumpSources sources) throws SQLException, IOException {
        OwnFiles.folders(into);
        if (known != null) {
            takeOver(known, into);
        }
        sources.refused()
                .forEach(one -> refused.put(
                        one.name(),
                        new ArchiveManifest.Refusal(
                                one.problem().detail(), one.problem().hint())));
        List<WorkerPool.Task> tasks = new ArrayList<>();
        for (DumpSource source : sources.sources()) {
            tasks.add(() -> {
                keep(source, into);
                active.progress(seen.incrementAndGet(), tasks.size(), "files");
            });
        }
        try (WorkerPool workers = new WorkerPool(active, "dumps-reader", atOnce(tasks.size()))) {
            workers.all(tasks);
        }
        if (kept.isEmpty()) {
            throw nothing();
        }
    }

    private ProblemException nothing() {
        if (refused.isEmpty()) {
            return new ProblemException(Problem.refused(
                    "there is no dump among the files", "give files of SQL, also packed by gzip, zstd or zip"));
        }
        Map.Entry<String, ArchiveManifest.Refusal> first =
                refused.entrySet().iterator().next();
        return new ProblemException(Problem.refused(
                (refused.size() == 1 ? "" : "none of " + refused.size() + " files is a dump that can be read: ")
                        + first.getKey() + ": " + first.getValue().detail(),
                first.getValue().hint()));
    }

    /** By links: nothing of it is read or written anew. */
    private void takeOver(Path known, Path into) throws IOException {
        for (Path file : list(known)) {
            Path at = into.resolve(known.relativize(file).toString());
            OwnFiles.folders(at.getParent());
            Files.createLink(at, file);
        }
        for (Path file : list(into)) {
            if (file.getFileName().toString().endsWith(JSON)) {
                KeptDump dump = KeptDump.open(file);
                kept.put(dump.file().name(), dump);
            }
        }
    }

    /** The files below a folder, by name. */
    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static int atOnce(int files) {
        return Math.max(
                1, Math.min(MOST_AT_ONCE, Math.min(files, Runtime.getRuntime().availableProcessors())));
    }

    private void keep(DumpSource source, Path into) throws IOException {
        if (isKnown(source, into)) {
            return;
        }
        Path json = into.resolve(source.jsonName());
        try {
            OwnFiles.folders(json.getParent());
            DumpFile.Account account = KeptDumps.keep(source, json).account();
            taken(source, KeptDump.open(json), account);
        } catch (ProblemException no) {
            synchronized (this) {
                refused.put(
                        source.name(),
                        new ArchiveManifest.Refusal(
                                no.problem().detail(), no.problem().hint()));
                forget(source, into);
            }
        }
    }

    private boolean isKnown(DumpSource source, Path into) throws IOException {
        KeptDump known;
        synchronized (this) {
            known = kept.get(source.name());
        }
        if (known == null) {
            return false;
        }
        DumpFile was = known.file();
        if (was.bytes() == source.bytes() && was.sha256().equals(source.sha256())) {
            synchronized (this) {
                unchanged += was.account().there();
            }
            return true;
        }
        if (!options.replaces()) {
            throw new ProblemException(Problem.conflict(
                    "the archive has another file " + source.name() + ", with other bytes",
                    "send it under a name of its own: names say nothing of the order"));
        }
        synchronized (this) {
            forget(source, into);
        }
        return false;
    }

    private synchronized void taken(DumpSource source, KeptDump dump, DumpFile.Account account) {
        kept.put(source.name(), dump);
        read.add(source.name());
        refused.remove(source.name());
        there += account.there();
        taken += account.kept();
        reported += account.reported();
        removed += account.removed();
    }

    private void forget(DumpSource source, Path into) throws IOException {
        kept.remove(source.name());
        Path json = into.resolve(source.jsonName());
        Files.deleteIfExists(json);
        // Others write in the folder meanwhile.
        try (Stream<Path> beside = Files.list(json.getParent())) {
            for (Path file : beside.filter(file -> Beside.isOf(file, json)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Files that were refused before are told of as long as nobody sends them right. */
    void remember(ObjectNode manifest) {
        manifest.path("refused")
                .properties()
                .forEach(one -> refused.putIfAbsent(
                        one.getKey(),
                        new ArchiveManifest.Refusal(
                                one.getValue().path("detail").asText(),
                                one.getValue().path("hint").asText(null))));
        kept.keySet().forEach(refused::remove);
    }

    /** Makes the state of all that is kept; the manifest comes last, and with it the whole is there. */
    void combine(Path combined, Path manifest, Path sort) throws IOException {
        OwnFiles.folders(combined);
        try (Merge merge =
                Merge.of(List.copyOf(kept.values()), options.renames(), options.updateTime(), sort, memory())) {
            findings = merge.findings();
            CombinedFiles files = new CombinedFiles(combined, options.single());
            merge.run(
                    new Question(kept.size(), options.policy(), TableChoice.of(merge.tables(), options.tables())),
                    files);
            files.finish();
            DurableFiles.syncAll(files.written());
            DurableFiles.sync(combined);
            DurableFiles.write(
                    manifest,
                    ArchiveManifest.text(ArchiveManifest.of(
                            findings,
                            files.counts(),
                            options.policy(),
                            options.renames(),
                            options.single(),
                            !options.single()
                                    && (options.tables() == null
                                            || options.tables().isEmpty()),
                            refused)));
        }
    }

    /** Every row of the files that were given is one of these. */
    Rows rows() {
        return new Rows(there + unchanged, taken, reported, unchanged, removed);
    }

    /** What the answer tells. */
    ObjectNode detail() {
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.set("read", Json.mapper().valueToTree(read));
        detail.set(
                "order",
                Json.mapper()
                        .valueToTree(findings.files().stream()
                                .map(place -> place.file().name())
                                .toList()));
        detail.set("refused", Json.mapper().valueToTree(refused));
        return detail;
    }
}

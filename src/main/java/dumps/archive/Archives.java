package dumps.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.keep.KeptDump;
import dumps.merge.Policy;
import dumps.merge.Renames;
import dumps.read.DumpSources;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunEnd;

/** Makes archives out of dumps, and tells of those that are there. */
@ApplicationScoped
public class Archives {

    private final ArchiveRepository repository;
    private final DumpSettings settings;
    private final ActiveRuns active;
    private final Set<Path> inHand = ConcurrentHashMap.newKeySet();

    public Archives(ArchiveRepository repository, DumpSettings settings, ActiveRuns active) {
        this.repository = repository;
        this.settings = settings;
        this.active = active;
    }

    /**
     * Makes an archive, or adds to it.
     *
     * @throws ProblemException if nothing that was given can be read, or something is in the way
     */
    public RunEnd make(DumpsRequest request) throws SQLException, IOException {
        if (request.folder() != null) {
            inHand.add(request.folder().toAbsolutePath());
        }
        try {
            RunEnd end = request.archive() == null ? beside(request) : archive(request);
            forget(request);
            return end;
        } catch (ProblemException refused) {
            // Whatever else breaks it may be tried again.
            forget(request);
            throw refused;
        } finally {
            if (request.folder() != null) {
                inHand.remove(request.folder().toAbsolutePath());
            }
        }
    }

    /** A file for an answer that memory does not hold. */
    Path answer() throws IOException {
        return repository.answer();
    }

    /** Whether a run reads the folder now. */
    public boolean isInHand(Path folder) {
        return inHand.contains(folder.toAbsolutePath());
    }

    private static void forget(DumpsRequest request) throws IOException {
        for (SentFile file : request.files()) {
            Files.deleteIfExists(file.path());
        }
    }

    private RunEnd archive(DumpsRequest request) throws SQLException, IOException {
        if (request.adding()) {
            repository.find(request.archive());
        }
        try (ArchiveRepository.Making making = repository.begin(request.archive())) {
            Layout layout = Layout.ofArchive(making.folder());
            Layout before = making.before() == null ? null : Layout.ofArchive(making.before());
            if (before != null && !request.adding() && request.folder() == null) {
                requireSame(request, before);
            }
            ArchiveBuild build = build(request, before == null ? null : before.manifest());
            build.keep(before == null ? null : before.json(), layout.json(), sources(request));
            build.combine(layout.combined(), layout.manifest(), making.folder().resolve(".sort"));
            making.publish();
            return RunEnd.done(request.run(), build.rows(), build.detail().put("archive", request.archive()));
        }
    }

    private RunEnd beside(DumpsRequest request) throws SQLException, IOException {
        Layout place = Layout.ofFolder(request.folder());
        try (FolderArchive archive = FolderArchive.begin(request.folder())) {
            archive.clear();
            ArchiveBuild build = build(request, archive.manifest());
            build.keep(archive.known(), archive.making().json(), DumpSources.in(request.folder(), archive.own()));
            build.combine(archive.making().combined(), archive.making().manifest(), archive.sort());
            archive.publish();
            return RunEnd.done(
                    request.run(),
                    build.rows(),
                    build.detail().put("manifest", place.manifest().toString()));
        }
    }

    /** Somebody may have made one of that name since it was asked for; a run that is done again finds what it made. */
    private static void requireSame(DumpsRequest request, Layout before) throws IOException {
        Set<String> there = new HashSet<>();
        ObjectNode manifest = ArchiveManifest.read(before.manifest());
        manifest.path("files").forEach(file -> there.add(file.path("name").asText()));
        manifest.path("duplicates").forEach(file -> there.add(file.path("file").asText()));
        manifest.path("refused").fieldNames().forEachRemaining(there::add);
        boolean same = request.files().stream().map(SentFile::name).allMatch(sent -> there.stream()
                .anyMatch(name -> name.equals(sent) || name.startsWith(sent + "/")));
        if (!same) {
            throw taken(request.archive());
        }
    }

    private static ProblemException taken(String archive) {
        return new ProblemException(Problem.conflict(
                "there is an archive " + archive + " already",
                "send the files to /api/v1/dumps/" + archive + "/files to add them, or take another name"));
    }

    /** @param manifest of what is there, or null */
    private ArchiveBuild build(DumpsRequest request, Path manifest) throws IOException {
        ObjectNode before = manifest == null ? null : ArchiveManifest.read(manifest);
        Policy usual = before == null
                ? settings.policy()
                : Policy.of(before.path("policy").asText());
        ArchiveBuild build = new ArchiveBuild(
                new ArchiveBuild.Options(
                        request.policy() == null ? usual : request.policy(),
                        (before == null ? Renames.NONE : ArchiveManifest.renames(before)).and(request.renames()),
                        settings.updateTime().orElse(null),
                        request.single(),
                        request.tables(),
                        request.archive() == null),
                active.open(request.run()));
        if (before != null) {
            build.remember(before);
        }
        return build;
    }

    private static DumpSources sources(DumpsRequest request) throws IOException {
        if (request.folder() != null) {
            return DumpSources.in(request.folder(), Set.of());
        }
        DumpSources sources = DumpSources.none();
        for (SentFile file : request.files()) {
            sources.add(file.path(), file.name());
        }
        return sources;
    }

    /**
     * A folder below the one for dumps, by its name.
     *
     * @throws ProblemException if it leads elsewhere, or is not there
     */
    public Path folderOf(String directory) throws IOException {
        Path inbox = settings.inbox().toAbsolutePath().normalize();
        Path folder = inbox.resolve(directory).normalize();
        if (!folder.startsWith(inbox) || folder.equals(inbox)) {
            throw new ProblemException(Problem.refused(
                    "the directory \"" + directory + "\" is not below " + settings.inbox(),
                    "move the dumps into a folder there, and name that"));
        }
        if (!Files.isDirectory(folder) || !folder.toRealPath().startsWith(inbox.toRealPath())) {
            throw new ProblemException(Problem.notFound(
                    "there is no folder \"" + directory + "\" in " + settings.inbox(), "check its name"));
        }
        return folder;
    }

    /**
     * The name of an archive that is there.
     *
     * @throws ProblemException if there is none
     */
    public String require(String archive) {
        repository.find(archive);
        return archive;
    }

    /**
     * Nothing is called so yet.
     *
     * @throws ProblemException if there is one
     */
    public void requireNone(String archive) {
        if (repository.has(archive)) {
            throw taken(archive);
        }
    }

    /** All archives, in short. */
    public List<ObjectNode> list() throws IOException {
        List<ObjectNode> all = new ArrayList<>();
        for (String name : repository.names()) {
            ObjectNode manifest = show(name);
            ObjectNode one = Json.mapper().createObjectNode().put("archive", name);
            one.put("files", manifest.path("files").size());
            one.put("tables", manifest.path("tables").size());
            long rows = 0;
            for (var table : manifest.path("tables")) {
                rows += table.path("rows").asLong();
            }
            all.add(one.put("rows", rows).put("policy", manifest.path("policy").asText()));
        }
        return all;
    }

    /**
     * What was read from where, and in which order.
     *
     * @throws ProblemException if there is no such archive
     */
    public ObjectNode show(String archive) throws IOException {
        return ArchiveManifest.read(Layout.ofArchive(repository.find(archive)).manifest());
    }

    /**
     * The JSON of the file at that place in the order.
     *
     * @throws ProblemException if there is none
     */
    public Path file(String archive, int place) throws IOException {
        for (var file : show(archive).path("files")) {
            if (file.path("place").asInt() == place) {
                return Layout.ofArchive(repository.find(archive))
                        .json()
                        .resolve(file.path("json").asText());
            }
        }
        throw new ProblemException(Problem.notFound(
                "the archive " + archive + " has no file " + place,
                "places count from 1; GET /api/v1/dumps/" + archive));
    }

    /**
     * The kept files of an archive, to be merged in some other way.
     *
     * @throws ProblemException if there is no such archive
     */
    public ArchiveReader open(String archive) throws IOException {
        return open(Layout.ofArchive(repository.find(archive)));
    }

    /**
     * The same of one beside its dumps.
     *
     * @throws ProblemException if there is none
     */
    public ArchiveReader open(Path folder) throws IOException {
        Layout layout = Layout.ofFolder(folder);
        if (!ArchiveManifest.isOurs(layout.manifest())) {
            throw new ProblemException(
                    Problem.notFound("there is no archive of dumps in " + folder, "make it with: dumps " + folder));
        }
        return open(layout);
    }

    /**
     * The state of an archive, in the way that takes the least work.
     *
     * @param folder of one beside its dumps, or null for the one of that name
     * @param asOf a place in the order, or a time; null for the latest
     * @param policy null for the archive's
     */
    public State state(String archive, Path folder, String asOf, Policy policy) throws IOException {
        Layout layout = folder == null ? Layout.ofArchive(repository.find(archive)) : Layout.ofFolder(folder);
        if (asOf == null && ArchiveManifest.isOurs(layout.manifest())) {
            ObjectNode manifest = ArchiveManifest.read(layout.manifest());
            boolean usual = policy == null
                    || policy == Policy.of(manifest.path("policy").asText());
            if (usual && manifest.path("whole").asBoolean()) {
                return new CombinedState(layout, manifest);
            }
        }
        return folder == null ? open(archive) : open(folder);
    }

    private ArchiveReader open(Layout layout) throws IOException {
        ObjectNode manifest = ArchiveManifest.read(layout.manifest());
        List<KeptDump> dumps = new ArrayList<>();
        for (var file : manifest.path("files")) {
            dumps.add(KeptDump.open(layout.json().resolve(file.path("json").asText())));
        }
        return new ArchiveReader(
                dumps,
                Policy.of(manifest.path("policy").asText()),
                ArchiveManifest.renames(manifest),
                settings.updateTime().orElse(null),
                repository.sorting());
    }
}

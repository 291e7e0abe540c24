package dumps.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.keep.KeptDump;
import dumps.merge.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;

/** Tells of the archives that are there. */
@ApplicationScoped
public class Archives {

    private final ArchiveRepository repository;
    private final DumpSettings settings;

    public Archives(ArchiveRepository repository, DumpSettings settings) {
        this.repository = repository;
        this.settings = settings;
    }

    /** A file for an answer that memory does not hold. */
    Path answer() throws IOException {
        return repository.answer();
    }

    static ProblemException taken(String archive) {
        return new ProblemException(Problem.conflict(
                "there is an archive " + archive + " already",
                "send the files to /api/v1/dumps/" + archive + "/files to add them, or take another name"));
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

package dumps.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.merge.Policy;
import dumps.merge.Renames;
import dumps.read.DumpSources;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import ledger.ActiveRuns;
import ledger.ProblemException;
import ledger.RunEnd;

/** Makes archives out of dumps. */
@ApplicationScoped
public class ArchiveMaker {

    private final ArchiveRepository repository;
    private final DumpSettings settings;
    private final ActiveRuns active;
    private final Set<Path> inHand = ConcurrentHashMap.newKeySet();

    public ArchiveMaker(ArchiveRepository repository, DumpSettings settings, ActiveRuns active) {
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
            throw Archives.taken(request.archive());
        }
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
}

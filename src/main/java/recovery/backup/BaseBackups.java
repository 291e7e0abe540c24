package recovery.backup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.Rows;
import ledger.RunEnd;
import postgres.Lsn;
import postgres.SqlState;
import postgres.WholeFolders;
import postgres.replication.ServerAddress;
import recovery.RecoverySettings;

/** Takes base backups, and tells which there are. */
@ApplicationScoped
public class BaseBackups {

    private final ServerAddress server;
    private final BackupRepository repository;
    private final RecoverySettings settings;
    private final ActiveRuns active;

    public BaseBackups(
            ServerAddress server, BackupRepository repository, RecoverySettings settings, ActiveRuns active) {
        this.server = server;
        this.repository = repository;
        this.settings = settings;
        this.active = active;
    }

    /** All of them, the latest first. */
    public List<BackupFacts> list() throws IOException {
        return repository.list().stream().map(BackupFacts::of).toList();
    }

    /**
     * One of them.
     *
     * @param id or {@code latest}
     * @throws ledger.ProblemException if there is none of that id
     */
    public BackupFacts find(String id) throws IOException {
        return BackupFacts.of(repository.find(id));
    }

    /** How a run ended that took one; empty if there is none of it. */
    public Optional<RunEnd> published(UUID run) throws IOException {
        return repository.list().stream()
                .map(StoredBackup::manifest)
                .filter(manifest -> manifest.run().equals(run))
                .findFirst()
                .map(BaseBackups::end);
    }

    /**
     * Takes one; whatever goes wrong before its end leaves nothing of it.
     *
     * @throws ledger.ProblemException if the server grants none, or found a damaged page
     */
    public RunEnd take(BaseBackupRequest request) throws SQLException, IOException {
        ActiveRun run = active.open(request.run());
        Instant made = Instant.now();
        Path making = repository.begin(made);
        try {
            BackupManifest manifest = take(request, run, made, making);
            repository.publish(making, manifest);
            return end(manifest);
        } catch (IOException e) {
            throw BackupProblems.of(e, making.getParent());
        } finally {
            repository.discard(making);
        }
    }

    private BackupManifest take(BaseBackupRequest request, ActiveRun run, Instant made, Path making)
            throws SQLException, IOException {
        List<String> warnings = List.of();
        int level = settings.compressionLevel();
        try (BackupSource source = source(request);
                BackupArchives archives = new BackupArchives(
                        server, making, level, source.log(), BackupRoom.in(making, repository.list()), run)) {
            warnings = archives.warnings();
            BackupManifest.Server facts = source.facts();
            Sent sent = send(request, source, archives, facts, run);
            List<StoredFile> files = new ArrayList<>(archives.finish());
            if (sent.since().isPresent()) {
                files = new Combination(sent.since().get(), making, level)
                        .combine(
                                files,
                                facts,
                                archives.beginning().timeline(),
                                archives.beginning().start(),
                                sent.stop());
            }
            files.addAll(source.log().upTo(sent.stop()));
            List<String> notes = new ArrayList<>(archives.notes());
            source.note().ifPresent(notes::add);
            sent.note().ifPresent(notes::add);
            return manifest(request, made, making, facts, archives, sent.stop(), files, notes);
        } catch (SQLException e) {
            throw thrown(BackupProblems.of(e, warnings));
        }
    }

    /**
     * How the files came.
     *
     * @param stop where the log ends that belongs to them
     * @param since the base backup that they tell the changes of, if they do
     */
    private record Sent(Lsn stop, Optional<StoredBackup> since, Optional<String> note) {}

    /** Only changes, where that is wanted and can be had; else all. */
    private Sent send(
            BaseBackupRequest request,
            BackupSource source,
            BackupArchives archives,
            BackupManifest.Server facts,
            ActiveRun run)
            throws SQLException, IOException {
        Optional<StoredBackup> before = isIncremental(request) ? latestOf(facts) : Optional.empty();
        if (before.isEmpty()) {
            return new Sent(source.send(archives, run), before, Optional.empty());
        }
        try {
            Lsn stop = source.sendChanges(before.get(), archives, run);
            return new Sent(stop, before, Optional.of("made of " + before.get().id() + " and what changed since"));
        } catch (SQLException notTold) {
            if (archives.hasBegun()) {
                throw notTold;
            }
            return new Sent(
                    source.send(archives, run),
                    Optional.empty(),
                    Optional.of("all files were sent, as the server does not tell what changed: "
                            + SqlState.message(notTold)));
        }
    }

    private boolean isIncremental(BaseBackupRequest request) {
        return request.incremental() == null ? settings.baseBackup().incremental() : request.incremental();
    }

    private Optional<StoredBackup> latestOf(BackupManifest.Server server) throws IOException {
        return repository.list().stream()
                .filter(backup -> backup.manifest().server().systemIdentifier().equals(server.systemIdentifier())
                        && backup.manifest().server().major() == server.major())
                .findFirst();
    }

    /** One that grants no replication is copied, where its files can be read. */
    private BackupSource source(BaseBackupRequest request) throws SQLException {
        int level = settings.compressionLevel();
        try {
            return StreamedServer.open(server, request.run(), level);
        } catch (SQLException notGranted) {
            if (!BackupProblems.isNotGranted(notGranted)) {
                throw notGranted;
            }
            return CopiedServer.of(server, request.run(), level, SqlState.message(notGranted))
                    .orElseThrow(() -> notGranted);
        }
    }

    private static BackupManifest manifest(
            BaseBackupRequest request,
            Instant made,
            Path making,
            BackupManifest.Server server,
            BackupArchives archives,
            Lsn stop,
            List<StoredFile> files,
            List<String> notes) {
        if (!server.pageChecksums()) {
            notes.add("the server keeps no page checksums: pages that were damaged there are damaged here");
        }
        return new BackupManifest(
                BackupManifest.FORMAT,
                WholeFolders.idOf(making),
                request.run(),
                made,
                Instant.now(),
                server,
                archives.beginning().start().toString(),
                stop.toString(),
                archives.beginning().timeline(),
                archives.beginning().tablespaces().stream()
                        .map(place -> new BackupManifest.Place(place.oid(), place.location()))
                        .toList(),
                files,
                notes);
    }

    private static SQLException thrown(Exception problem) throws IOException {
        if (problem instanceof SQLException sql) {
            return sql;
        }
        if (problem instanceof IOException io) {
            throw io;
        }
        throw (RuntimeException) problem;
    }

    private static RunEnd end(BackupManifest manifest) {
        ObjectNode detail = Json.mapper().createObjectNode().put("baseBackup", manifest.id());
        detail.put("startLsn", manifest.startLsn())
                .put("stopLsn", manifest.stopLsn())
                .put("timeline", manifest.timeline())
                .put("systemIdentifier", manifest.server().systemIdentifier())
                .put("version", manifest.server().version())
                .put("bytes", manifest.bytes())
                .put("serverBytes", manifest.unpackedBytes())
                .put("files", manifest.files().size());
        detail.set("notes", Json.mapper().valueToTree(manifest.notes()));
        return RunEnd.done(manifest.run(), Rows.NONE, detail);
    }
}

package recovery.servers;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DatabaseAddress;
import postgres.DurableFiles;
import postgres.Lsn;
import postgres.OwnFiles;
import postgres.server.PgPrograms;
import postgres.server.Server;
import postgres.server.ServerException;
import recovery.backup.BackupManifest;
import recovery.backup.BackupUnpacker;
import recovery.backup.StoredBackup;
import recovery.receive.ReceivedLog;
import recovery.wal.SegmentName;
import recovery.wal.Target;
import recovery.wal.Timelines;
import recovery.window.LogChain;

/**
 * One attempt at a server: unpacked, recovered in a place where nobody comes in, and given a user. Closed
 * without {@link #keep()} nothing of it is left, and nothing runs.
 */
final class RecoveryAttempt implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofDays(1);

    /** Between two records lie at most the header of a page and what brings them into line. */
    private static final int BETWEEN_RECORDS = 64;

    private static final int SECRET_BYTES = 24;

    private final ServerFolder folder;
    private final ReceivedLog log;
    private final ActiveRun run;
    private boolean kept;

    RecoveryAttempt(ServerFolder folder, ReceivedLog log, ActiveRun run) {
        this.folder = folder;
        this.log = log;
        this.run = run;
    }

    ServerFolder folder() {
        return folder;
    }

    /** Looks for the base backup from which the target is reached, by reading all of the log on the way. */
    ChosenBackup choose(Target target, Integer timeline, List<StoredBackup> backups, ChosenBackup.Received received)
            throws IOException {
        Path reading = OwnFiles.folder(folder.path().resolve("reading"));
        ChosenBackup chosen = ChosenBackup.of(target, timeline, backups, log, reading, received);
        DurableFiles.empty(reading);
        Files.delete(reading);
        return chosen;
    }

    /** The server as it was when the base backup ended, whatever log there is behind it. */
    ChosenBackup endOf(StoredBackup backup) throws IOException {
        Path reading = OwnFiles.folder(folder.path().resolve("reading"));
        ChosenBackup chosen = ChosenBackup.endOf(backup, log, reading);
        DurableFiles.empty(reading);
        Files.delete(reading);
        return chosen;
    }

    /** Does all of it; nothing runs there when it is done. */
    void make(ChosenBackup chosen, PgPrograms programs) throws IOException {
        bring(chosen);
        open(chosen, programs);
    }

    /** The files of the base backup, and the log behind it. */
    void bring(ChosenBackup chosen) throws IOException {
        BackupManifest manifest = chosen.backup().manifest();
        Files.createDirectory(folder.data(), DurableFiles.OWNER_ONLY_FOLDER);
        Files.createDirectory(folder.tablespaces(), DurableFiles.OWNER_ONLY_FOLDER);
        BackupUnpacker.unpack(chosen.backup(), folder.data(), folder.tablespaces(), written -> {
            check();
            long all = manifest.unpackedBytes() + chosen.reached().stop().bytesSince(manifest.start());
            run.progress(written, Math.max(written, all));
        });
        bringLog(chosen.pieces());
    }

    /** The log from a place on, for a server that has come to there. */
    void bringMore(ChosenBackup chosen, Lsn from) throws IOException {
        bringLog(chosen.pieces().stream()
                .filter(piece -> from.isBefore(piece.name().end()))
                .toList());
    }

    /** Recovers it to where it is opened, on a timeline of its own. */
    void open(ChosenBackup chosen, PgPrograms programs) throws IOException {
        folder.setUpToRecover(chosen.reached(), chosen.chain().timelines().timeline());
        recover(chosen, programs);
        folder.makeUser(programs, secret(), chosen.reached().invalid());
        check();
    }

    private void check() {
        if (run.cancelWanted()) {
            throw new ProblemException(Problem.cancelled());
        }
    }

    /** Copies and no links: the server writes over segments that it is done with. */
    private void bringLog(List<LogChain.Piece> pieces) throws IOException {
        Path into = folder.data().resolve("pg_wal");
        for (LogChain.Piece piece : pieces) {
            check();
            Path target = into.resolve(piece.name().toString());
            try (InputStream in = open(piece)) {
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        ChosenBackup.copyHistories(log.folder(), into);
    }

    /** What was being received a moment ago may be whole, or compressed, by now. */
    private static InputStream open(LogChain.Piece piece) throws IOException {
        Path whole = piece.file().resolveSibling(piece.name().toString());
        Path packed = piece.file().resolveSibling(piece.name() + ".zst");
        if (Files.exists(piece.file())) {
            InputStream in = Files.newInputStream(piece.file());
            return piece.isPacked() ? new ZstdInputStreamNoFinalizer(in) : in;
        }
        return Files.exists(whole)
                ? Files.newInputStream(whole)
                : new ZstdInputStreamNoFinalizer(Files.newInputStream(packed));
    }

    private void recover(ChosenBackup chosen, PgPrograms programs) throws IOException {
        try (Server server = folder.launch(programs)) {
            server.awaitReady(PATIENCE, () -> {
                check();
                tell(server, chosen);
            });
        } catch (ServerException e) {
            throw notRecovered(e);
        }
        requireThere(chosen);
    }

    /** Recovers it to where it waits; nothing runs there when it is done. */
    void pause(ChosenBackup chosen, PgPrograms programs, DatabaseAddress login) throws IOException {
        folder.setUpToPause(
                chosen.reached(),
                chosen.chain().timelines().timeline(),
                login.username().orElseThrow());
        Lsn replayed;
        try (Server server = folder.launch(programs)) {
            DatabaseAddress there = new DatabaseAddress(
                    login.jdbcUrl().replaceFirst(":[0-9]+/", ":" + server.port() + "/"),
                    login.username(),
                    login.password(),
                    login.passwordFile());
            replayed = Pause.await(server, there, () -> {
                check();
                tell(server, chosen);
            });
        } catch (ServerException e) {
            throw notRecovered(e);
        }
        Lsn stop = chosen.reached().stop();
        boolean there = chosen.reached().inclusive()
                ? stop.isBefore(replayed)
                : !stop.isBefore(replayed) && stop.bytesSince(replayed) < BETWEEN_RECORDS;
        if (!there) {
            throw notThere(replayed, stop);
        }
    }

    private static ProblemException notRecovered(ServerException e) {
        return new ProblemException(Problem.unavailable(
                "the server could not be recovered: " + e.getMessage(),
                "nothing of it was kept, and the live server was not touched"));
    }

    private static ProblemException notThere(Lsn end, Lsn stop) {
        return new ProblemException(Problem.broken(
                "the server stopped at " + end + " instead of " + stop, "see the service's log, and tell us"));
    }

    /** How far it is, as far as it tells: in bytes of the log behind what was unpacked. */
    private void tell(Server server, ChosenBackup chosen) {
        long unpacked = chosen.backup().manifest().unpackedBytes();
        Lsn start = chosen.backup().manifest().start();
        long all = chosen.reached().stop().bytesSince(start);
        server.replaying()
                .flatMap(segment -> SegmentName.parse(
                        segment, chosen.backup().manifest().server().segmentBytes()))
                .ifPresent(at -> {
                    long replayed = at.start().isBefore(start) ? 0 : at.start().bytesSince(start);
                    run.progress(unpacked + Math.min(replayed, all), unpacked + all);
                });
    }

    /** The server itself tells where it left the old timeline; where it passed over something, that is too early. */
    private void requireThere(ChosenBackup chosen) throws IOException {
        Path wal = folder.data().resolve("pg_wal");
        Optional<String> newest;
        try (Stream<Path> files = Files.list(wal)) {
            newest = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".history"))
                    .max(Comparator.naturalOrder());
        }
        List<Timelines.Ancestor> left = newest.isEmpty()
                ? List.of()
                : Timelines.read(wal, Integer.parseUnsignedInt(newest.get().substring(0, 8), 16))
                        .ancestors();
        Lsn stop = chosen.reached().stop();
        Lsn end = left.isEmpty() ? new Lsn(0) : left.get(left.size() - 1).end();
        boolean there = chosen.reached().inclusive()
                ? stop.isBefore(end)
                : !stop.isBefore(end) && stop.bytesSince(end) < BETWEEN_RECORDS;
        if (!there) {
            throw notThere(end, stop);
        }
    }

    static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** What there was of it before was changed for good: it stays no more. */
    void giveUp() {
        kept = false;
    }

    /** From here on it stays. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        if (!kept) {
            folder.remove();
        }
    }
}

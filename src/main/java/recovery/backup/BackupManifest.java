package recovery.backup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import ledger.Problem;
import ledger.ProblemException;
import ledger.WrittenFormat;
import postgres.Lsn;

/**
 * What a base backup holds, in words of its own: it can be brought back, and the ledger's knowledge of it rebuilt, from the
 * folder alone.
 *
 * @param format of the whole; another one is refused
 * @param made when it began
 * @param ended when all of it was here
 * @param startLsn where a recovery of it begins
 * @param stopLsn where the server is whole again: nothing before it can be recovered to
 * @param tablespaces what lay beside the data directory
 * @param files all but this one
 * @param notes what it does not cover
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupManifest(
        String format,
        String id,
        UUID run,
        Instant made,
        Instant ended,
        Server server,
        String startLsn,
        String stopLsn,
        int timeline,
        List<Place> tablespaces,
        List<StoredFile> files,
        List<String> notes) {

    static final String FORMAT = "caravanserai-base-backup-1";
    static final String FILE = "manifest.json";

    /** The folder of the log that belongs to it. */
    public static final String LOG = "wal";

    /**
     * The server that it is of.
     *
     * @param systemIdentifier of its data; only log of the same goes on from it
     * @param segmentBytes of each file of its log
     * @param pageChecksums whether its pages carry checksums, which were verified on the way
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Server(String version, int major, String systemIdentifier, int segmentBytes, boolean pageChecksums) {

        public Server {
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(systemIdentifier, "systemIdentifier");
        }
    }

    /**
     * A tablespace.
     *
     * @param oid also the name of its file here
     * @param location where it was on the server
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Place(long oid, String location) {

        public Place {
            Objects.requireNonNull(location, "location");
        }
    }

    public BackupManifest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(made, "made");
        Objects.requireNonNull(ended, "ended");
        Objects.requireNonNull(server, "server");
        tablespaces = List.copyOf(tablespaces);
        files = List.copyOf(files);
        notes = List.copyOf(notes);
        if (Lsn.parse(stopLsn).isBefore(Lsn.parse(startLsn))) {
            throw new IllegalArgumentException(
                    "a base backup that ends before it begins: " + startLsn + ", " + stopLsn);
        }
    }

    /**
     * The manifest of that text.
     *
     * @throws ProblemException if it is none, or of a format that this version cannot read
     */
    public static BackupManifest read(String text, String where) {
        return WrittenFormat.read(
                text,
                BackupManifest.class,
                Set.of(FORMAT),
                "the base backup " + where,
                "use the version that took it: its files are archives of tar, compressed by zstd",
                Problem.refused(
                        "the manifest of the base backup " + where + " is damaged",
                        "use another one, and take a new one soon"));
    }

    public Lsn start() {
        return Lsn.parse(startLsn);
    }

    public Lsn stop() {
        return Lsn.parse(stopLsn);
    }

    /** On disk, without the manifest. */
    public long bytes() {
        return files.stream().mapToLong(StoredFile::bytes).sum();
    }

    /** What a server needs that is made of it. */
    public long unpackedBytes() {
        return files.stream().mapToLong(StoredFile::unpackedBytes).sum();
    }
}

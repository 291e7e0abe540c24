package recovery.backup;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/** A base backup as it lies in the folder. */
public record StoredBackup(Path folder, BackupManifest manifest, Proof proof) {

    /**
     * What is known of its worth.
     *
     * @param verifiedAt when every file was last read again and found as it was, or null
     * @param provenAt when a server was last started from it and looked through, or null
     */
    public record Proof(Instant verifiedAt, Instant provenAt) {

        /** Nobody looked yet, or something was wrong. */
        static final Proof NONE = new Proof(null, null);
    }

    public StoredBackup {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(manifest, "manifest");
        Objects.requireNonNull(proof, "proof");
    }

    public String id() {
        return manifest.id();
    }
}

package recovery.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What the doors tell of a base backup.
 *
 * @param bytes on disk
 * @param serverBytes of a server that is made of it
 * @param verifiedAt when every file was last read again and found as it was, or null
 * @param provenAt when a server was last started from it and looked through, or null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record BackupFacts(
        String id,
        UUID run,
        Instant made,
        Instant ended,
        BackupManifest.Server server,
        String startLsn,
        String stopLsn,
        int timeline,
        long bytes,
        long serverBytes,
        int files,
        List<BackupManifest.Place> tablespaces,
        Instant verifiedAt,
        Instant provenAt,
        List<String> notes) {

    static BackupFacts of(StoredBackup backup) {
        BackupManifest manifest = backup.manifest();
        return new BackupFacts(
                manifest.id(),
                manifest.run(),
                manifest.made(),
                manifest.ended(),
                manifest.server(),
                manifest.startLsn(),
                manifest.stopLsn(),
                manifest.timeline(),
                manifest.bytes(),
                manifest.unpackedBytes(),
                manifest.files().size(),
                manifest.tablespaces(),
                backup.proof().verifiedAt(),
                backup.proof().provenAt(),
                manifest.notes());
    }
}

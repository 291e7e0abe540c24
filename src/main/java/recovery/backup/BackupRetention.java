package recovery.backup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import ledger.Json;
import ledger.Retention;
import org.jboss.logging.Logger;
import recovery.RecoverySettings;

/** Deletes the base backups that no rule keeps: by the rules of snapshots, and never the last that is proven. */
@ApplicationScoped
public class BackupRetention {

    private static final Logger LOG = Logger.getLogger(BackupRetention.class);

    private final BackupRepository repository;
    private final Retention retention;

    public BackupRetention(BackupRepository repository, RecoverySettings settings) {
        this.repository = repository;
        this.retention = new Retention(settings.keep());
    }

    /** What becomes of each, the newest first; nothing is changed. */
    public List<Retention.Verdict> plan() throws IOException {
        return retention.judge(
                repository.list().stream().map(BackupRetention::candidate).toList());
    }

    /** One that a server was started from is the best proof; one that was read again is the next best. */
    private static Retention.Candidate candidate(StoredBackup backup) {
        BackupManifest manifest = backup.manifest();
        return new Retention.Candidate(
                manifest.id(),
                manifest.server().systemIdentifier(),
                manifest.made(),
                backup.proof().provenAt() == null
                        ? backup.proof().verifiedAt()
                        : backup.proof().provenAt(),
                Set.of("the server"));
    }

    /** Deletes what no rule keeps and nobody reads; tells which. One that cannot be deleted does not keep the others. */
    public ArrayNode apply() throws IOException {
        ArrayNode deleted = Json.mapper().createArrayNode();
        for (Retention.Verdict verdict : plan()) {
            if (!verdict.keep()) {
                String id = verdict.set().id();
                try {
                    if (repository.delete(repository.find(id))) {
                        deleted.add(id);
                    }
                } catch (IOException e) {
                    LOG.warnf("cannot delete the base backup %s: %s", id, e);
                }
            }
        }
        return deleted;
    }
}

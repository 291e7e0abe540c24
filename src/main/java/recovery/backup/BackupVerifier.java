package recovery.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import ledger.RunState;
import recovery.RecoveryKinds;

/** Proves that a base backup is what the server sent, by reading all of it again. */
@ApplicationScoped
public class BackupVerifier {

    private final BackupRepository repository;
    private final ActiveRuns active;

    public BackupVerifier(BackupRepository repository, ActiveRuns active) {
        this.repository = repository;
        this.active = active;
    }

    /**
     * Which base backup is to be verified.
     *
     * @param start whether a server is to be started from it too
     */
    public record Request(RunHeader header, String baseBackup, boolean start) implements RunRequest {

        public Request {
            Objects.requireNonNull(header, "header");
            Objects.requireNonNull(baseBackup, "baseBackup");
        }

        @Override
        public RunKind kind() {
            return RecoveryKinds.VERIFY;
        }

        @Override
        public String subject() {
            return baseBackup;
        }

        @Override
        public JsonNode asked() {
            return Json.mapper()
                    .createObjectNode()
                    .put("baseBackup", baseBackup)
                    .put("start", start);
        }
    }

    /**
     * Verifies; one that is not as it was is worth nothing to retention any more.
     *
     * @throws ProblemException if there is none of that id
     */
    public RunEnd verify(Request request) throws IOException {
        ActiveRun run = active.open(request.run());
        try (BackupRepository.Reading reading = repository.reading(request.baseBackup())) {
            StoredBackup backup = reading.backup();
            long bytes = backup.manifest().bytes();
            BackupCheck check = new BackupCheck(backup, read -> {
                if (run.cancelWanted()) {
                    throw new ProblemException(Problem.cancelled());
                }
                run.progress(read, bytes);
            });
            List<String> faults = check.faults();
            ObjectNode detail = Json.mapper().createObjectNode().put("baseBackup", backup.id());
            detail.put("checkedFiles", check.checked()).put("checkedBytes", bytes);
            detail.set("faults", Json.mapper().valueToTree(faults));
            if (faults.isEmpty()) {
                repository.verified(backup, Instant.now());
                return RunEnd.done(request.run(), Rows.NONE, detail);
            }
            repository.disproven(backup);
            return new RunEnd(request.run(), RunState.FAILED, Rows.NONE, detail, problem(backup.id(), faults));
        }
    }

    private static Problem problem(String id, List<String> faults) {
        return Problem.of(
                ProblemType.VERIFICATION_FAILED,
                "the base backup " + id + " is not what the server sent: " + String.join("; ", faults),
                "do not rely on it: take another, and look after the disk it lies on");
    }
}

package recovery.servers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemType;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunState;
import postgres.DatabaseAddress;
import postgres.replication.ServerAddress;
import postgres.server.PgPrograms;
import postgres.server.Server;
import recovery.backup.BackupManifest;
import recovery.backup.BackupRepository;
import recovery.backup.BackupVerifier;
import recovery.backup.StoredBackup;
import recovery.receive.ReceivedLog;
import recovery.window.RtoHistory;

/** Proves that a base backup is worth something, by starting a server from it and looking that through. */
@ApplicationScoped
public class BackupProof {

    private static final Duration PATIENCE = Duration.ofHours(1);

    private final BackupVerifier verifier;
    private final BackupRepository backups;
    private final ReceivedLog log;
    private final RecoveryRepository repository;
    private final ServerPrograms programs;
    private final RtoHistory measured;
    private final ActiveRuns active;

    public BackupProof(
            BackupVerifier verifier,
            BackupRepository backups,
            ReceivedLog log,
            RecoveryRepository repository,
            ServerPrograms programs,
            RtoHistory measured,
            ActiveRuns active) {
        this.verifier = verifier;
        this.backups = backups;
        this.log = log;
        this.repository = repository;
        this.programs = programs;
        this.measured = measured;
        this.active = active;
    }

    /**
     * Reads it again, starts a server of it as it was at its end, and looks through that; nothing of the server is left.
     *
     * @throws ledger.ProblemException if there is none of that id, or the programs of its version are not here
     */
    public RunEnd prove(BackupVerifier.Request request) throws SQLException, IOException {
        RunEnd verified = verifier.verify(request);
        if (verified.state() != RunState.DONE) {
            return verified;
        }
        ActiveRun run = active.open(request.run());
        try (BackupRepository.Reading reading = backups.reading(request.baseBackup());
                RecoveryAttempt attempt = new RecoveryAttempt(repository.begin(Instant.now()), log, run)) {
            SoundnessCheck.Found found = start(reading.backup(), attempt, run);
            return end(request, reading.backup(), found, (ObjectNode) verified.detail());
        }
    }

    private SoundnessCheck.Found start(StoredBackup backup, RecoveryAttempt attempt, ActiveRun run)
            throws SQLException, IOException {
        Instant since = Instant.now();
        BackupManifest manifest = backup.manifest();
        ChosenBackup chosen = attempt.endOf(backup);
        PgPrograms suiting =
                programs.of(manifest.server().major(), chosen.reached().seen());
        attempt.make(chosen, suiting);
        attempt.folder().setUpToServe(true, false);
        try (Server server = attempt.folder().launch(suiting)) {
            server.awaitReady(PATIENCE);
            measured.add(Recoveries.measure("proof", since, chosen));
            return SoundnessCheck.of(
                    ServerAddress.of(new DatabaseAddress(
                            server.jdbcUrl("template1"),
                            ServerFolder.USER,
                            attempt.folder().secret())),
                    run);
        }
    }

    private RunEnd end(
            BackupVerifier.Request request, StoredBackup backup, SoundnessCheck.Found found, ObjectNode detail)
            throws IOException {
        detail.put("databases", found.databases())
                .put("checkedTables", found.tables())
                .put("checkedRows", found.rows())
                .put("checkedIndexes", found.indexes());
        detail.set("faults", Json.mapper().valueToTree(found.faults()));
        detail.set("notes", Json.mapper().valueToTree(found.notes()));
        if (found.faults().isEmpty()) {
            backups.proven(backup, Instant.now());
            return RunEnd.done(request.run(), Rows.NONE, detail);
        }
        backups.disproven(backup);
        return new RunEnd(
                request.run(),
                RunState.FAILED,
                Rows.NONE,
                detail,
                Problem.of(
                        ProblemType.VERIFICATION_FAILED,
                        "a server of the base backup " + backup.id() + " starts, and is not sound: "
                                + String.join("; ", found.faults()),
                        "the same is likely so of the live server: look through that with pg_amcheck"));
    }
}

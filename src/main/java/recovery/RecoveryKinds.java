package recovery;

import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import ledger.Run;
import ledger.RunKind;
import rows.place.RemoteTargets;

/** The kinds of runs that keep a whole server and bring it back. */
public final class RecoveryKinds {

    /** It may lie whole on disk, though its run could not say so. */
    @Produces
    public static final RunKind BASE_BACKUP =
            RunKind.named("base-backup").leaving(RunKind.Left.TO_BE_RESUMED).remarking(RecoveryKinds::id);

    /** Its server is whole or not there, though its run could not say so. */
    @Produces
    public static final RunKind RECOVER = RunKind.named("recover")
            .leaving(RunKind.Left.TO_BE_RESUMED)
            .withoutDatabase()
            .remarking(RecoveryKinds::server);

    /** Rows of it go into tables as those of a restore do. */
    @Produces
    public static final RunKind PUT_BACK = RunKind.named("put-back")
            .countingLetters()
            .leaving(RemoteTargets::left)
            .remarking(RecoveryKinds::howToUndo);

    /** Of the same kind, without any backup: done by a route of its own. */
    public static final RunKind HEAP = RECOVER.servedBy("heap-run");

    /** Of the kind of all verifications, done by a route of its own. */
    public static final RunKind VERIFY = RunKind.named("verify").servedBy("base-backup-verify-run");

    /** Its servers are cleared at the next start. */
    @Produces
    public static final RunKind LAB = RunKind.named("lab").remarking(RecoveryKinds::verdict);

    private RecoveryKinds() {}

    private static Optional<String> id(Run run) {
        return run.detail().hasNonNull("baseBackup")
                ? Optional.of(
                        "the base backup is " + run.detail().get("baseBackup").asText())
                : Optional.empty();
    }

    private static Optional<String> howToUndo(Run run) {
        return run.detail().path("dryRun").asBoolean() || run.problem() != null
                ? Optional.empty()
                : Optional.of("to take it back: undo " + run.id());
    }

    private static Optional<String> server(Run run) {
        return run.detail().hasNonNull("jdbcUrl")
                ? Optional.of("the server is " + run.detail().get("jdbcUrl").asText() + ", among the databases as "
                        + run.detail().path("database").asText())
                : Optional.empty();
    }

    private static Optional<String> verdict(Run run) {
        return Optional.ofNullable(run.detail().path("verdict").textValue());
    }
}

package snapshot;

import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import ledger.Run;
import ledger.RunKind;
import rows.place.RemoteTargets;

/** The kind of run that puts rows back. */
final class RestoreKinds {

    @Produces
    static final RunKind RESTORE = RunKind.named("restore")
            .countingLetters()
            .leaving(RemoteTargets::left)
            .remarking(RestoreKinds::howToUndo);

    private RestoreKinds() {}

    private static Optional<String> howToUndo(Run run) {
        return run.detail().path("dryRun").asBoolean() || run.problem() != null
                ? Optional.empty()
                : Optional.of("to take it back: undo " + run.id());
    }
}

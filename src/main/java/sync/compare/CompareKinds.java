package sync.compare;

import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import ledger.Run;
import ledger.RunKind;

/** The kind of run that compares both sides of a flow. */
final class CompareKinds {

    @Produces
    static final RunKind COMPARE = RunKind.named("compare")
            .differingWhere(run -> !run.detail().path("equal").asBoolean(true))
            .leaving(run -> isRepair(run) ? RunKind.Left.TO_BE_RESUMED : RunKind.Left.NOTHING)
            .remarking(CompareKinds::howToUndo);

    private CompareKinds() {}

    /** Whether it may have changed the target. */
    static boolean isRepair(Run run) {
        return run.detail() != null && run.detail().path("repair").asBoolean();
    }

    private static Optional<String> howToUndo(Run run) {
        return run.problem() == null && run.detail().has("database")
                ? Optional.of("to take it back: undo " + run.id())
                : Optional.empty();
    }
}

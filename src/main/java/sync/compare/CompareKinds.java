package sync.compare;

import jakarta.enterprise.inject.Produces;
import ledger.RunKind;

/** The kind of run that compares both sides of a flow. */
final class CompareKinds {

    @Produces
    static final RunKind COMPARE = RunKind.named("compare")
            .differingWhere(run -> !run.detail().path("equal").asBoolean(true));

    private CompareKinds() {}
}

package sync.copy;

import jakarta.enterprise.inject.Produces;
import ledger.RunKind;

/** The kind of run that copies tables. */
final class CopyKinds {

    /** It goes on chunk by chunk. */
    @Produces
    static final RunKind COPY = RunKind.named("copy").leaving(RunKind.Left.TO_BE_RESUMED);

    private CopyKinds() {}
}

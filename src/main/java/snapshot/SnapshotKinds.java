package snapshot;

import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import ledger.Run;
import ledger.RunKind;

/** The kinds of runs that make, prove and delete snapshots. */
public final class SnapshotKinds {

    /** Its set may be whole, though its run could not say so. */
    @Produces
    public static final RunKind SNAPSHOT =
            RunKind.named("snapshot").leaving(RunKind.Left.TO_BE_RESUMED).remarking(SnapshotKinds::id);

    @Produces
    static final RunKind VERIFY = RunKind.named("verify");

    @Produces
    static final RunKind RETENTION = RunKind.named("retention");

    private SnapshotKinds() {}

    private static Optional<String> id(Run run) {
        return run.detail().hasNonNull("snapshot")
                ? Optional.of("the snapshot is " + run.detail().get("snapshot").asText())
                : Optional.empty();
    }
}

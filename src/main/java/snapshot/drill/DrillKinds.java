package snapshot.drill;

import jakarta.enterprise.inject.Produces;
import ledger.RunKind;

/** The kind of run that a rehearsed loss is. */
public final class DrillKinds {

    /** Rows may be gone: they come back whatever happens. */
    @Produces
    public static final RunKind DRILL = RunKind.named("drill")
            .countingLetters()
            .leaving(RunKind.Left.TO_BE_RESUMED)
            .remarking(DrillStory::of);

    private DrillKinds() {}
}

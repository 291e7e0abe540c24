package ingest;

import jakarta.enterprise.inject.Produces;
import ledger.RunKind;

/** The kinds of runs that loading is. */
final class IngestKinds {

    @Produces
    static final RunKind INGEST = RunKind.named("ingest").countingLetters().remarking(FirstReasons::told);

    @Produces
    static final RunKind REDRIVE = RunKind.named("redrive").remarking(FirstReasons::told);

    private IngestKinds() {}
}

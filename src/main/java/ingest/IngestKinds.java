package ingest;

import jakarta.enterprise.inject.Produces;
import ledger.RunKind;

/** The kinds of runs that loading is. */
final class IngestKinds {

    @Produces
    static final RunKind INGEST = RunKind.named("ingest").countingLetters();

    @Produces
    static final RunKind REDRIVE = RunKind.named("redrive");

    private IngestKinds() {}
}

package dumps.archive;

import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import ledger.Run;
import ledger.RunKind;
import rows.place.RemoteTargets;

/** The kinds of runs that read old dumps and put them into a database. */
public final class DumpsKinds {

    /** The archive is whole, or as it was before. */
    @Produces
    public static final RunKind DUMPS = RunKind.named("dumps").remarking(DumpsKinds::where);

    /** One transaction; in another database than the ledger's, what became of it is asked there. */
    @Produces
    public static final RunKind DUMPS_LOAD =
            RunKind.named("dumps-load").countingLetters().leaving(RemoteTargets::left);

    private DumpsKinds() {}

    private static Optional<String> where(Run run) {
        return run.detail().hasNonNull("archive")
                ? Optional.of("the archive is " + run.detail().get("archive").asText())
                : Optional.empty();
    }
}

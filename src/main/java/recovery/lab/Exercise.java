package recovery.lab;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;

/** What can be rehearsed. */
public enum Exercise {
    /** Rows are deleted, and had back from the moment before. */
    PITR(PitrExercise::run),
    /** A standby that lags takes the place of its server. */
    FAILOVER_LAG(FailoverExercise::run),
    /** The files of a live server are copied as they are. */
    NAIVE_COPY(NaiveCopyExercise::run),
    /** A table is emptied while the standby lags. */
    DISASTER(DisasterExercise::run);

    /** How one is done. */
    interface Script {

        /** Does it, and returns its verdict in words; throws if it was not as it should be. */
        String run(LabRun lab) throws SQLException, IOException, InterruptedException;
    }

    private final Script script;

    Exercise(Script script) {
        this.script = script;
    }

    Script script() {
        return script;
    }

    /** As people write it, in the path of a call and on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The one of that name.
     *
     * @throws ProblemException 404 if there is none
     */
    public static Exercise of(String text) {
        Optional<Exercise> found =
                Arrays.stream(values()).filter(one -> one.text().equals(text)).findFirst();
        return found.orElseThrow(() -> new ProblemException(Problem.notFound(
                "there is no exercise \"" + text + '"',
                "one of " + Arrays.stream(values()).map(Exercise::text).collect(Collectors.joining(", ")))));
    }
}

package routes.http;

import java.util.List;
import java.util.stream.Collectors;
import ledger.Run;

/** What became of runs, as one sentence for people. */
final class RunSentence {

    private RunSentence() {}

    /** {@code hired_employees: 1929 of 1999 rows loaded, 70 rejected}, one after the other. */
    static String of(List<Run> runs) {
        return runs.stream().map(RunSentence::of).collect(Collectors.joining("; "));
    }

    private static String of(Run run) {
        return run.subject()
                + ": "
                + switch (run.state()) {
                    case RUNNING -> "still at work";
                    case ALREADY_DONE -> "the same rows were loaded before";
                    case DONE, DONE_WITH_REJECTS, REJECTED -> rows(run);
                    case REFUSED, FAILED, CANCELLED, UNDONE ->
                        run.state().text()
                                + (run.problem() == null
                                        ? ""
                                        : ", " + run.problem().detail());
                };
    }

    private static String rows(Run run) {
        String done =
                switch (run.kind()) {
                    case "snapshot" -> "kept";
                    case "restore" -> "restored";
                    default -> "loaded";
                };
        String text = run.rows().loaded() + " of " + run.rows().in() + " rows " + done;
        // Of which set is for the service to choose at the doors of old.
        text += run.kind().equals("restore")
                        && run.detail() != null
                        && run.detail().hasNonNull("snapshot")
                ? " from " + run.detail().get("snapshot").asText()
                : "";
        text += run.rows().unchanged() == 0 ? "" : ", " + run.rows().unchanged() + " unchanged";
        text += run.rows().skipped() == 0 ? "" : ", " + run.rows().skipped() + " skipped";
        return text + (run.rows().rejected() == 0 ? "" : ", " + run.rows().rejected() + " rejected");
    }
}

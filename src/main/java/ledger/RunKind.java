package ledger;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of run, said by the capability that does such runs. Whatever has to do with runs of every kind asks here.
 *
 * @param name as in the ledger and in JSON
 * @param countsLetters whether a run's rejected rows are its dead letters, counted where they stand
 * @param left what is left of a run when its process is gone
 * @param remark what people are told of a run beside its counts
 * @param differs whether a run that was done found that things are not as they should be
 * @param route the name of the route that serves such a run
 * @param needsNoDatabase whether it is done also while the ledger does not answer
 */
public record RunKind(
        String name,
        boolean countsLetters,
        Function<Run, Left> left,
        Function<Run, Optional<String>> remark,
        Predicate<Run> differs,
        String route,
        boolean needsNoDatabase) {

    /** What is left of a run when its process is gone. */
    public enum Left {
        /** It was one transaction. */
        NOTHING,
        /** It was several. */
        WHAT_WAS_COMMITTED,
        /** Its own flow finishes or undoes it. */
        TO_BE_RESUMED
    }

    public RunKind {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(left, "left");
        Objects.requireNonNull(remark, "remark");
        Objects.requireNonNull(differs, "differs");
        Objects.requireNonNull(route, "route");
    }

    /** One of which nothing is left after a crash, and nothing more is to be said. */
    public static RunKind named(String name) {
        return new RunKind(
                name, false, run -> Left.NOTHING, run -> Optional.empty(), run -> false, name + "-run", false);
    }

    /** Its rejected rows are its dead letters. */
    public RunKind countingLetters() {
        return new RunKind(name, true, left, remark, differs, route, needsNoDatabase);
    }

    /** A crash leaves so much of it. */
    public RunKind leaving(Left always) {
        return leaving(run -> always);
    }

    /** A crash leaves so much of it, as the case may be. */
    public RunKind leaving(Function<Run, Left> newLeft) {
        return new RunKind(name, countsLetters, newLeft, remark, differs, route, needsNoDatabase);
    }

    /** People are told more of it. */
    public RunKind remarking(Function<Run, Optional<String>> newRemark) {
        return new RunKind(name, countsLetters, left, newRemark, differs, route, needsNoDatabase);
    }

    /** Done is not the same as well. */
    public RunKind differingWhere(Predicate<Run> newDiffers) {
        return new RunKind(name, countsLetters, left, remark, newDiffers, route, needsNoDatabase);
    }

    /** Another route does them than the one of the kind's name. */
    public RunKind servedBy(String newRoute) {
        return new RunKind(name, countsLetters, left, remark, differs, newRoute, needsNoDatabase);
    }

    /** It is done also while the ledger does not answer, and is kept in a file until that does. */
    public RunKind withoutDatabase() {
        return new RunKind(name, countsLetters, left, remark, differs, route, true);
    }

    /** Whether its own flow finishes or undoes the run after a crash. */
    public boolean isResumed(Run run) {
        return left.apply(run) == Left.TO_BE_RESUMED;
    }

    /** How a run ends of which nobody knows more than that it was begun. */
    public RunEnd leftBehind(Run run) {
        String kept =
                left.apply(run) == Left.WHAT_WAS_COMMITTED ? "what it had committed stays" : "nothing of it was kept";
        Problem problem = Problem.of(
                ProblemType.INTERRUPTED,
                "the service stopped before the run ended; " + kept,
                "a file in the inbox is taken up again by itself; send other requests again");
        return new RunEnd(run.id(), RunState.FAILED, Rows.NONE, null, problem);
    }
}

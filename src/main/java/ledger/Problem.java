package ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.Objects;

/**
 * Why something was not done, in the shape of RFC 9457.
 *
 * @param type a short name of the kind of problem, as in {@code table-not-found}
 * @param title the kind in words
 * @param status the HTTP status that fits
 * @param detail this case: lower case, what failed
 * @param hint what to do about it, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String type, String title, int status, String detail, String hint) {

    public Problem {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(detail, "detail");
        // A detail may quote what a user sent, and jsonb holds no NUL.
        detail = detail.replace('\0', '\uFFFD');
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("a problem's status is 400 to 599, not " + status);
        }
    }

    /** A problem of that type. */
    public static Problem of(ProblemType type, String detail, String hint) {
        return new Problem(type.text(), type.title(), type.status(), detail, hint);
    }

    /** The request itself is wrong. */
    public static Problem malformed(String detail, String hint) {
        return of(ProblemType.MALFORMED, detail, hint);
    }

    /** Not for this user. */
    public static Problem forbidden(String detail, String hint) {
        return of(ProblemType.FORBIDDEN, detail, hint);
    }

    /** There is no such thing. */
    public static Problem notFound(String detail, String hint) {
        return of(ProblemType.NOT_FOUND, detail, hint);
    }

    /** It cannot be done in the present state of things. */
    public static Problem conflict(String detail, String hint) {
        return of(ProblemType.CONFLICT, detail, hint);
    }

    /** Somebody cancelled the run. */
    public static Problem cancelled() {
        return conflict("the run was cancelled", null);
    }

    /** More than is taken. */
    public static Problem tooLarge(String detail, String hint) {
        return of(ProblemType.TOO_LARGE, detail, hint);
    }

    /** Understood, and declined for what it says. */
    public static Problem refused(String detail, String hint) {
        return of(ProblemType.REFUSED, detail, hint);
    }

    /** Somebody holds a lock on it. */
    public static Problem locked(String what, long waitedMillis) {
        return of(
                ProblemType.LOCKED,
                "somebody holds a lock on " + what + " since more than " + waitedMillis + " milliseconds",
                "look into pg_locks and pg_stat_activity, and try again when it is gone");
    }

    /** Not now. */
    public static Problem unavailable(String detail, String hint) {
        return of(ProblemType.UNAVAILABLE, detail, hint);
    }

    /** Our own disk is full. */
    public static Problem noRoom(String detail, String hint) {
        return of(ProblemType.INSUFFICIENT_STORAGE, detail, hint);
    }

    /** Our own fault. */
    public static Problem broken(String detail, String hint) {
        return of(ProblemType.BROKEN, detail, hint);
    }

    /** Rows that came out of a place are not those that went in. */
    public static Problem notEqual(String detail, String hint) {
        return of(ProblemType.NOT_EQUAL, detail, hint);
    }

    /** Whether it is of that type. */
    public boolean is(ProblemType wanted) {
        return type.equals(wanted.text());
    }

    /** Whether it is an answer rather than a failure. */
    @JsonIgnore
    public boolean isRefusal() {
        return known().isRefusal();
    }

    /** What a command ends with that has it. */
    public int exitCode() {
        return known().exitCode();
    }

    /** The type, or, of a problem that another version wrote, the first one with that status. */
    private ProblemType known() {
        return ProblemType.of(type)
                .or(() -> Arrays.stream(ProblemType.values())
                        .filter(one -> one.status() == status)
                        .findFirst())
                .orElse(status < 500 ? ProblemType.REFUSED : ProblemType.BROKEN);
    }

    /** Message and hint as the command line and the log print them. */
    public String text() {
        return hint == null ? detail : detail + "\nHINT: " + hint;
    }
}

package ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
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

    /** The request itself is wrong. */
    public static Problem malformed(String detail, String hint) {
        return new Problem("malformed", "The request is malformed", 400, detail, hint);
    }

    /** There is no such thing. */
    public static Problem notFound(String detail, String hint) {
        return new Problem("not-found", "Not found", 404, detail, hint);
    }

    /** It cannot be done in the present state of things. */
    public static Problem conflict(String detail, String hint) {
        return new Problem("conflict", "Conflict", 409, detail, hint);
    }

    /** More than is taken. */
    public static Problem tooLarge(String detail, String hint) {
        return new Problem("too-large", "Too large", 413, detail, hint);
    }

    /** Understood, and declined for what it says. */
    public static Problem refused(String detail, String hint) {
        return new Problem("refused", "Understood but refused", 422, detail, hint);
    }

    /** Somebody holds a lock on it. */
    public static Problem locked(String what, long waitedMillis) {
        return new Problem(
                "locked",
                "Locked",
                423,
                "somebody holds a lock on " + what + " since more than " + waitedMillis + " milliseconds",
                "look into pg_locks and pg_stat_activity, and try again when it is gone");
    }

    /** Not now. */
    public static Problem unavailable(String detail, String hint) {
        return new Problem("unavailable", "Not available at the moment", 503, detail, hint);
    }

    /** Our own disk is full. */
    public static Problem noRoom(String detail, String hint) {
        return new Problem("insufficient-storage", "No room", 507, detail, hint);
    }

    /** Our own fault. */
    public static Problem broken(String detail, String hint) {
        return new Problem("broken", "Something broke here", 500, detail, hint);
    }

    /** Message and hint as the command line and the log print them. */
    public String text() {
        return hint == null ? detail : detail + "\nHINT: " + hint;
    }
}

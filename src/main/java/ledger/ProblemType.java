package ledger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of problems there are, each with what HTTP, the command line and people call it. Of those with one status the
 * most general comes first.
 */
public enum ProblemType {
    /** The request itself is wrong. */
    MALFORMED(400, "The request is malformed", Fault.CALLER, 2),
    /** Not for this user. */
    FORBIDDEN(403, "Forbidden", Fault.CALLER, 2),
    /** There is no such thing. */
    NOT_FOUND(404, "Not found", Fault.CALLER, 6),
    /** It is there, and not for that. */
    METHOD_NOT_ALLOWED(405, "Method not allowed", Fault.CALLER, 2),
    /** It cannot be done in the present state of things. */
    CONFLICT(409, "Conflict", Fault.CALLER, 7),
    /** More than is taken. */
    TOO_LARGE(413, "Too large", Fault.CALLER, 4),
    /** The body is of a kind that is not understood. */
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type", Fault.CALLER, 4),
    /** Understood, and declined for what it says. */
    REFUSED(422, "Understood but refused", Fault.CALLER, 4),
    /** Every row that came in became a dead letter. */
    REJECTED(422, "Every row was rejected", Fault.DATA, 3),
    /** Somebody holds a lock on it. */
    LOCKED(423, "Locked", Fault.CALLER, 7),
    /** A snapshot was looked through, and is not what was kept. */
    VERIFICATION_FAILED(422, "Verification failed", Fault.DATA, 9),
    /** Rows that came out of a place are not those that went in. */
    NOT_EQUAL(422, "What is there is not what it should be", Fault.DATA, 9),
    /** Not now. */
    UNAVAILABLE(503, "Not available at the moment", Fault.SURROUNDINGS, 1),
    /** Our own disk is full. */
    INSUFFICIENT_STORAGE(507, "No room", Fault.SURROUNDINGS, 1),
    /** The process ended in the middle. */
    INTERRUPTED(500, "The service stopped in the middle", Fault.SURROUNDINGS, 1),
    /** A mistake in this program. */
    BROKEN(500, "Something broke here", Fault.OURS, 1);

    /** Whose fault a problem is. */
    public enum Fault {
        /** Of the request, or of the moment at which it came. */
        CALLER,
        /** Of what lies on a disk or in a table. */
        DATA,
        /** Of the database, the disk, or whoever stopped the process. */
        SURROUNDINGS,
        /** Of this program. */
        OURS
    }

    private final int status;
    private final String title;
    private final Fault fault;
    private final int exitCode;

    ProblemType(int status, String title, Fault fault, int exitCode) {
        this.status = status;
        this.title = title;
        this.fault = fault;
        this.exitCode = exitCode;
    }

    /** As in the ledger and in JSON: lower case with hyphens. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The type of that text; an older or newer version may have others. */
    public static Optional<ProblemType> of(String text) {
        return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
    }

    /** The HTTP status that fits. */
    public int status() {
        return status;
    }

    /** The kind in words. */
    public String title() {
        return title;
    }

    public Fault fault() {
        return fault;
    }

    /** What a command ends with. */
    public int exitCode() {
        return exitCode;
    }

    /** Whether it is an answer, with nothing to be mended around here before the same is asked again. */
    public boolean isRefusal() {
        return fault == Fault.CALLER || fault == Fault.DATA;
    }
}

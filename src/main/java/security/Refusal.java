package security;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** A request that may not come in: an answer, thrown only because that is how a policy answers more than yes or no. */
public final class Refusal extends RuntimeException {

    private final HttpResponseStatus status;
    private final String hint;
    /** In seconds; 0 where nothing is said of it. */
    private final long retryAfter;

    private Refusal(HttpResponseStatus status, String detail, String hint) {
        this(status, detail, hint, 0);
    }

    private Refusal(HttpResponseStatus status, String detail, String hint, long retryAfter) {
        // No stack trace: nobody is to see one, and a refused crowd should cost little.
        super(detail, null, false, false);
        this.status = status;
        this.hint = hint;
        this.retryAfter = retryAfter;
    }

    /** It can be read in more than one way. */
    static Refusal malformed(String detail) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, detail, "send it as RFC 9112 has it");
    }

    /** Too many wrong passwords or keys came from there. */
    static Refusal tooMany(Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return new Refusal(
                HttpResponseStatus.TOO_MANY_REQUESTS,
                "too many logins failed, and none is looked at for " + seconds + " seconds",
                "wait, and send the right password",
                seconds);
    }

    /** More passwords wait to be looked at than are kept waiting. */
    static Refusal busy() {
        return new Refusal(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "too many passwords wait to be looked at",
                "try again in a moment",
                1);
    }

    /** Nobody may do this, or not this user. */
    static Refusal forbidden(String detail, String hint) {
        return new Refusal(HttpResponseStatus.FORBIDDEN, detail, hint);
    }

    /** It is not known who asks. */
    static Refusal unauthorized(String detail) {
        return new Refusal(
                HttpResponseStatus.UNAUTHORIZED,
                detail,
                "send the name and password of a user with HTTP Basic, or a key as " + ApiKeys.HEADER);
    }

    /** Seconds, or 0. */
    long retryAfter() {
        return retryAfter;
    }

    int status() {
        return status.code();
    }

    /** The body of the answer, as RFC 9457 has it. */
    JsonObject problem() {
        return new JsonObject()
                .put("type", "about:blank")
                .put("title", status.reasonPhrase())
                .put("status", status.code())
                .put("detail", getMessage())
                .put("hint", hint);
    }
}

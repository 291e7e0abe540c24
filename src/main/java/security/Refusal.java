package security;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;

/** A request that may not come in: an answer, thrown only because that is how a policy answers more than yes or no. */
public final class Refusal extends RuntimeException {

    private final HttpResponseStatus status;
    private final String hint;

    private Refusal(HttpResponseStatus status, String detail, String hint) {
        // No stack trace: nobody is to see one, and a refused crowd should cost little.
        super(detail, null, false, false);
        this.status = status;
        this.hint = hint;
    }

    /** Nobody may do this, or not this user. */
    static Refusal forbidden(String detail, String hint) {
        return new Refusal(HttpResponseStatus.FORBIDDEN, detail, hint);
    }

    /** It is not known who asks. */
    static Refusal unauthorized(String detail) {
        return new Refusal(
                HttpResponseStatus.UNAUTHORIZED, detail, "send the name and password of a user with HTTP Basic");
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

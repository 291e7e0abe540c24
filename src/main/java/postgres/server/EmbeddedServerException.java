package postgres.server;

/** The embedded PostgreSQL cannot be started or stopped; the message ends with a {@code HINT:} line or the server's log. */
public final class EmbeddedServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedServerException(String message) {
        super(message);
    }

    EmbeddedServerException(String message, Throwable cause) {
        super(message, cause);
    }
}

package postgres.server;

/** A PostgreSQL of our own cannot be started or stopped; the message ends with a {@code HINT:} line or the server's log. */
public final class ServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServerException(String message) {
        super(message);
    }

    ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}

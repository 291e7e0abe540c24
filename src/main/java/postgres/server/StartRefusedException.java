package postgres.server;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The application cannot start on what it was given. Quarkus shows the message of such an exception without a stack trace;
 * what went wrong underneath is suppressed in it, since a cause would hide it from Quarkus.
 */
public final class StartRefusedException extends ConfigurationException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * A refusal with the message of {@code failure}.
     *
     * @param exitCode 1 failed, 2 wrong configuration, 7 another process is at work
     */
    public StartRefusedException(RuntimeException failure, int exitCode) {
        super(failure.getMessage());
        this.exitCode = exitCode;
        addSuppressed(failure);
    }

    /** How the process should end: 1 failed, 2 wrong configuration, 7 another process is at work. */
    public int exitCode() {
        return exitCode;
    }
}

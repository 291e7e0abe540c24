package startup;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.util.ExceptionUtil;
import io.smallrye.config.ConfigValidationException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The service cannot start as it is configured. The message lists every fault and says what to do. Being one of Quarkus'
 * configuration exceptions it is printed as it is wherever the start fails: on standard error, without a stack trace.
 */
public final class ConfigurationProblem extends ConfigurationException {

    /** The exit code for wrong usage or configuration. */
    public static final int EXIT_CODE = 2;

    private final List<String> faults;

    /**
     * A problem with one cause.
     *
     * @param what what cannot be done, lower case, without a full stop
     * @param hint what to do about it
     */
    public ConfigurationProblem(String what, String hint) {
        this(what, List.of(), hint);
    }

    /**
     * A problem with several causes, all told at once so that nobody mends them one start at a time.
     *
     * @param what what cannot be done, lower case, without a full stop
     * @param faults each cause on its own, free of secrets
     * @param hint what to do about it
     */
    public ConfigurationProblem(String what, List<String> faults, String hint) {
        super(what + faults.stream().map(fault -> "\n- " + fault).collect(Collectors.joining()) + "\nHINT: " + hint);
        this.faults = List.copyOf(faults);
    }

    /** The causes, in the order they were found; empty when the message says it all. */
    public List<String> faults() {
        return faults;
    }

    /**
     * The exit code of a process that ended, where Quarkus knows only of 1: {@link #EXIT_CODE} if its configuration was at
     * fault, ours or any other.
     *
     * @param code what Quarkus would exit with
     * @param cause why the process ended, or null if it ended by itself
     */
    public static int exitCode(int code, Throwable cause) {
        Throwable root = cause == null ? null : ExceptionUtil.getRootCause(cause);
        return root instanceof ConfigurationException || root instanceof ConfigValidationException ? EXIT_CODE : code;
    }
}

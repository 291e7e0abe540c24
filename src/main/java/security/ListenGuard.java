package security;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import startup.ConfigurationProblem;

/**
 * Keeps the service from standing open on a network by accident: on any address but loopback it does not start without
 * users, unless {@code security.open} says that something else guards the door ({@code true}) or keeps all but this machine
 * from it ({@code local}).
 */
@Singleton
public final class ListenGuard {

    private static final Logger LOG = Logger.getLogger(ListenGuard.class);

    /**
     * Whether the service may start like this. Needs nothing but its arguments, so that it can be asked before anything
     * is started.
     *
     * @param host where the service is to listen: {@code quarkus.http.host}
     * @param settings who may come in
     * @throws ConfigurationProblem when it may not, or when the users file has faults
     */
    public void check(String host, SecuritySettings settings) {
        check(host, settings, Users.DEFAULT_FILE);
    }

    void check(String host, SecuritySettings settings, Path defaultFile) {
        Path file = settings.users().orElse(defaultFile);
        boolean users = settings.users().isPresent() || Files.exists(file);
        if (users) {
            UsersFile.read(file);
        } else if (AccessMode.of(ListenAddress.isLoopback(host), settings.open(), false) == AccessMode.GUARDED) {
            throw new ConfigurationProblem(
                    "cannot listen on " + host + " without users",
                    "put users in " + file + " (make a secret with: " + UsersFile.MAKE_A_SECRET
                            + "), or say security.open=local if only this machine can reach it, security.open=true if"
                            + " something else guards the door");
        }
    }

    // The port is opened after every observer of the start, so a refusal here comes before the first visitor.
    void beforeTheDoorOpens(
            @Observes @Priority(1) StartupEvent start,
            SecuritySettings settings,
            Users users,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        check(host, settings);
        boolean loopback = ListenAddress.isLoopback(host);
        // Asking the users has them read now: a file that vanishes from here on opens no door.
        warning(host, AccessMode.of(loopback, settings.open(), !users.isEmpty()), loopback)
                .ifPresent(LOG::warn);
    }

    /** What is to be known of a door that nobody watches on an address that others may reach. */
    static Optional<String> warning(String host, AccessMode mode, boolean loopback) {
        if (mode == AccessMode.OPEN) {
            return Optional.of("security.open=true: whoever reaches " + host + " may do anything");
        }
        // By what name a service is asked for is the caller's word alone.
        return mode == AccessMode.LOCAL && !loopback
                ? Optional.of(
                        "security.open=local: whoever reaches " + host + " may do anything if he calls it localhost;"
                                + " see to it that only this machine does, as by a container's port on 127.0.0.1")
                : Optional.empty();
    }
}

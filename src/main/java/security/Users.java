package security;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import startup.ConfigurationProblem;

/**
 * The users in force. A change of their file is taken up within a second, without a restart; a file that became unusable
 * or vanished leaves the former users in force, so that neither a typing error locks everybody out nor a deleted file
 * lets everybody in.
 */
@Singleton
public final class Users {

    /** Where the users are when nobody says otherwise; it may be missing. */
    static final Path DEFAULT_FILE = Path.of("config", "users.properties");

    private static final Logger LOG = Logger.getLogger(Users.class);
    private static final long LOOK_EVERY = Duration.ofSeconds(1).toNanos();
    private static final String MISSING = "missing";

    private final Path file;
    private final LongSupplier nanoClock;
    private final VerifiedSecrets verified = new VerifiedSecrets();

    private volatile Map<String, User> inForce = Map.of();
    private volatile long lookAgainAt;
    private String lastSeen = MISSING;

    @Inject
    Users(SecuritySettings settings) {
        this(settings.users().orElse(DEFAULT_FILE), System::nanoTime);
    }

    Users(Path file, LongSupplier nanoClock) {
        this.file = file;
        this.nanoClock = nanoClock;
        this.lookAgainAt = nanoClock.getAsLong();
    }

    /** Whether there is nobody who could come in by name. */
    boolean isEmpty() {
        return current().isEmpty();
    }

    /** The user of that name, if that password was found right before. */
    Optional<User> known(String name, String password) {
        return person(name).filter(user -> verified.knows(user, password));
    }

    /**
     * The user of that name, if the password is theirs. Slow, and as slow for a name that nobody has as for any other: one
     * hash of every cost there is is worked out, so that the time taken does not tell which names exist.
     */
    Optional<User> verify(String name, String password) {
        Optional<User> user = person(name);
        Map<String, String> oneOfEachCost = new TreeMap<>();
        current().values().stream()
                .filter(other -> !other.isProgram())
                .forEach(other -> oneOfEachCost.putIfAbsent(Secrets.costOf(other.secret()), other.secret()));
        user.ifPresent(own -> oneOfEachCost.put(Secrets.costOf(own.secret()), own.secret()));
        boolean right = false;
        for (String secret : oneOfEachCost.values()) {
            boolean matches = Secrets.matches(password, secret);
            right |= matches && user.isPresent() && user.get().secret().equals(secret);
        }
        if (!right) {
            return Optional.empty();
        }
        verified.remember(user.get(), password);
        return user;
    }

    private Optional<User> person(String name) {
        return Optional.ofNullable(current().get(name)).filter(user -> !user.isProgram() && isGood(user));
    }

    /** The program whose key that is. */
    Optional<User> byKey(String key) {
        String hash = Secrets.hashOfKey(key);
        return current().values().stream()
                .filter(user -> user.secret().equals(hash) && isGood(user))
                .findFirst();
    }

    private static boolean isGood(User user) {
        return user.isGoodOn(LocalDate.now(ZoneOffset.UTC));
    }

    // Called on the event loop too: one look at a file's date a second, and a few lines to read when it changed.
    private Map<String, User> current() {
        if (isTimeToLook()) {
            synchronized (this) {
                if (isTimeToLook()) {
                    reloadIfChanged();
                    // Last, so that others wait for the users instead of finding none and taking the door for open.
                    lookAgainAt = nanoClock.getAsLong() + LOOK_EVERY;
                }
            }
        }
        return inForce;
    }

    private boolean isTimeToLook() {
        return nanoClock.getAsLong() - lookAgainAt >= 0;
    }

    private void reloadIfChanged() {
        String seen = look();
        if (seen.equals(lastSeen)) {
            return;
        }
        // Remembered before reading: what is written meanwhile is seen as one more change, and one fault is logged
        // once.
        lastSeen = seen;
        try {
            inForce = UsersFile.read(file);
            verified.forgetAll();
            LOG.infof("users in force: %d, from %s", inForce.size(), file);
        } catch (ConfigurationProblem problem) {
            LOG.errorf("%s\nusers in force: %d, as before", problem.getMessage(), inForce.size());
        }
    }

    private String look() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return MISSING;
        }
    }
}

package security;

import java.time.LocalDate;
import java.util.Objects;

/**
 * Somebody who may come in.
 *
 * @param name as sent by HTTP Basic, or whose key it is
 * @param secret the salted hash of the password, in modular crypt format, or the hash of a key
 * @param role the highest role given
 * @param until the last day on which it is good, or null
 */
public record User(String name, String secret, Role role, LocalDate until) {

    public User {
        Objects.requireNonNull(role, "a user without a role may do nothing");
        if (name.isBlank() || !Secrets.isSaltedHash(secret) && !Secrets.isHashOfKey(secret)) {
            throw new IllegalArgumentException("a user has a name and a salted hash");
        }
    }

    /** One whose password is good for ever. */
    User(String name, String secret, Role role) {
        this(name, secret, role, null);
    }

    /** Whether it is a program, which comes in by its key and not by a password. */
    boolean isProgram() {
        return Secrets.isHashOfKey(secret);
    }

    /** Whether it comes in on that day. */
    boolean isGoodOn(LocalDate day) {
        return until == null || !day.isAfter(until);
    }

    /** Without the secret, for users end up in logs. */
    @Override
    public String toString() {
        return name + " (" + role.label() + ")";
    }
}

package security;

import java.util.Objects;

/**
 * Somebody who may come in.
 *
 * @param name as sent by HTTP Basic
 * @param secret the salted hash of the password, in modular crypt format
 * @param role the highest role given
 */
public record User(String name, String secret, Role role) {

    public User {
        Objects.requireNonNull(role, "a user without a role may do nothing");
        if (name.isBlank() || !Secrets.isSaltedHash(secret)) {
            throw new IllegalArgumentException("a user has a name and a salted hash");
        }
    }

    /** Without the secret, for users end up in logs. */
    @Override
    public String toString() {
        return name + " (" + role.label() + ")";
    }
}

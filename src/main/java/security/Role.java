package security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a user may do. Each role includes those before it, so a user needs to be given one only. */
public enum Role {
    /** Reads everything, changes nothing. */
    VIEWER,
    /** Does what can be told from before and taken back. */
    OPERATOR,
    /** Everything. */
    ADMIN;

    /** The name in the users file and in a security identity: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** This role and those it includes, by their labels. */
    public Set<String> labels() {
        return Arrays.stream(values())
                .filter(role -> role.compareTo(this) <= 0)
                .map(Role::label)
                .collect(Collectors.toUnmodifiableSet());
    }

    static Optional<Role> of(String label) {
        return Arrays.stream(values())
                .filter(role -> role.label().equals(label))
                .findFirst();
    }
}

package security;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Who comes in at a door.
 *
 * @param method upper case
 * @param path as documented, with names in braces
 * @param least the role that is needed to come in at all
 * @param more what needs an admin there, by what is asked for; empty where nothing does
 */
public record AccessRule(String method, String path, Role least, String more) {

    private static final Pattern NAME = Pattern.compile("\\{[^}]+}");

    public AccessRule {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(least, "the least role");
        Objects.requireNonNull(more, "what needs more");
    }

    static AccessRule of(Role least, String door) {
        return of(least, door, "");
    }

    static AccessRule of(Role least, String door, String more) {
        int blank = door.indexOf(' ');
        return new AccessRule(door.substring(0, blank), door.substring(blank + 1), least, more);
    }

    /** Whether a call goes through this door. */
    boolean isFor(String asked, String at) {
        return method.equals(asked) && at.matches(NAME.matcher(path).replaceAll("[^/]+") + "/?");
    }

    /** Whether the names in its path are fewer than in that of another, which it then goes before. */
    boolean isNarrowerThan(AccessRule other) {
        return NAME.matcher(path).results().count()
                < NAME.matcher(other.path).results().count();
    }
}

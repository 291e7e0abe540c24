package postgres;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Where a database is and who comes in, known at run time and not by configuration. */
public record DatabaseAddress(
        String jdbcUrl, Optional<String> username, Optional<String> password, Optional<Path> passwordFile)
        implements DatabaseSettings.Database {

    public DatabaseAddress {
        Objects.requireNonNull(jdbcUrl, "jdbcUrl");
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(passwordFile, "passwordFile");
    }

    public DatabaseAddress(String jdbcUrl, String username, String password) {
        this(jdbcUrl, Optional.of(username), Optional.of(password), Optional.empty());
    }

    /** Says nothing that is secret. */
    @Override
    public String toString() {
        return "database of " + username.orElse("nobody");
    }
}

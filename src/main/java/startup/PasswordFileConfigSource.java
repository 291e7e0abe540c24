package startup;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import postgres.PasswordFile;
import postgres.server.EmbeddedConfigSourceFactory;

/**
 * The password of the database that is looked after, from a file: {@code quarkus.datasource.password-file}, as in
 * {@code QUARKUS_DATASOURCE_PASSWORD_FILE=/run/secrets/database}.
 */
public final class PasswordFileConfigSource implements ConfigSourceFactory {

    private static final String PASSWORD = "quarkus.datasource.password";
    private static final String FILE = PASSWORD + "-file";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return EmbeddedConfigSourceFactory.isApplicationRunning() ? sources(context) : List.of();
    }

    static List<ConfigSource> sources(ConfigSourceContext context) {
        ConfigValue file = context.getValue(FILE);
        if (isBlank(file)) {
            return List.of();
        }
        ConfigValue password = context.getValue(PASSWORD);
        if (!isBlank(password)) {
            throw new ConfigurationProblem(
                    "cannot tell which password is meant: both " + PASSWORD + " and " + FILE + " are set", "unset one");
        }
        // Compose files pass on variables that nobody set as empty ones, which would go before this.
        int above =
                Math.max(file.getConfigSourceOrdinal(), password == null ? 0 : password.getConfigSourceOrdinal() + 1);
        return List.of(new PropertiesConfigSource(Map.of(PASSWORD, read(file.getValue())), "password file", above));
    }

    private static String read(String file) {
        try {
            return literally(PasswordFile.read("quarkus.datasource", Path.of(file.strip())));
        } catch (UncheckedIOException e) {
            ConfigurationProblem refused = new ConfigurationProblem(
                    "cannot read " + FILE + " " + file + ": " + e.getCause(),
                    "let this user read it, or say " + PASSWORD);
            refused.addSuppressed(e);
            throw refused;
        }
    }

    /** A dollar sign in a password is no expression; a backslash before one would make it so again, but for a default. */
    private static String literally(String password) {
        return password.replace("$", "$$").replace("\\$", "${backslash:\\}$");
    }

    private static boolean isBlank(ConfigValue value) {
        return value == null || value.getValue() == null || value.getValue().isBlank();
    }
}

package postgres.server;

import static postgres.server.EmbeddedServer.COPY;
import static postgres.server.EmbeddedServer.MAIN;

import io.quarkus.runtime.Application;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Decides, from what the user configured, whether there is an embedded server. With {@code quarkus.datasource.jdbc.url} set
 * there is none, and nothing of its credentials gets mixed into the user's.
 *
 * <p>{@code data.dir} (default {@code data}) is the folder it lives in, {@code embedded.port} (0 to 65535, default 0: any free
 * one) its port.
 */
public final class EmbeddedConfigSourceFactory implements ConfigSourceFactory {

    static final String MAIN_URL = "quarkus.datasource.jdbc.url";
    static final String MAIN_USERNAME = "quarkus.datasource.username";
    static final String MAIN_PASSWORD = "quarkus.datasource.password";
    static final String MAIN_PASSWORD_FILE = "quarkus.datasource.password-file";
    static final String COPY_URL = "databases.copy.jdbc-url";
    static final String COPY_USERNAME = "databases.copy.username";
    static final String COPY_PASSWORD = "databases.copy.password";
    static final String DEMO_FLOW = "sync.flows.demo";

    /** Below everything a user can set, above Quarkus' recorded defaults. */
    private static final int LAST = -1000;

    private static final int CONFIGURATION = 2;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (!isApplicationRunning()) {
            return List.of();
        }
        List<EmbeddedConfigSource> sources = sources(context);
        // Quarkus asks for the URL at once anyway, but would repeat a failure for every mapping that asks.
        sources.forEach(EmbeddedConfigSource::startServer);
        return List.copyOf(sources);
    }

    /**
     * Whether the application starts, and is not being built: a build reads configuration too, and would start servers and write their passwords into the package. The class that
     * Quarkus generates to start an application stands beside this one in a packaged application, in live reload and in tests
     * that run Quarkus, and is never there while Quarkus is still building.
     */
    public static boolean isApplicationRunning() {
        try {
            Class.forName(Application.APP_CLASS_NAME, false, EmbeddedConfigSourceFactory.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException building) {
            return false;
        }
    }

    static List<EmbeddedConfigSource> sources(ConfigSourceContext context) {
        if (isSet(context, MAIN_URL)) {
            return List.of();
        }
        refuseCredentialsWithoutUrl(context);
        Map<String, Function<EmbeddedServer, String>> answers = new HashMap<>();
        answers.put(MAIN_URL, server -> server.jdbcUrl(MAIN));
        answers.put(MAIN_USERNAME, EmbeddedServer::username);
        answers.put(MAIN_PASSWORD, EmbeddedServer::password);
        if (!isSet(context, COPY_URL)) {
            answers.put(COPY_URL, server -> server.jdbcUrl(COPY));
            answers.put(COPY_USERNAME, EmbeddedServer::username);
            answers.put(COPY_PASSWORD, EmbeddedServer::password);
            // So that copying and syncing can be tried at once; its tables without times are kept fresh by reconciling.
            answers.put(DEMO_FLOW + ".to", server -> COPY);
            answers.put(DEMO_FLOW + ".deletes", server -> "reconcile");
        }
        Path dataDirectory = Path.of(text(context, "data.dir", "data"));
        return List.of(new EmbeddedConfigSource(
                dataDirectory, ServerSettings.durable(port(context)), answers, ordinalAboveBlanks(context, answers)));
    }

    private static void refuseCredentialsWithoutUrl(ConfigSourceContext context) {
        if (isSet(context, MAIN_USERNAME) || isSet(context, MAIN_PASSWORD) || isSet(context, MAIN_PASSWORD_FILE)) {
            throw refusal("cannot tell which database to use: %s or %s is set, but not %s"
                            .formatted(MAIN_USERNAME, MAIN_PASSWORD, MAIN_URL)
                    + "\nHINT: set the url too, or none for an embedded one");
        }
    }

    private static int port(ConfigSourceContext context) {
        String text = text(context, "embedded.port", "0");
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw refusal("cannot use embedded.port '%s'\nHINT: a port from 1 to 65535, or 0 for any free one"
                    .formatted(text));
        }
        return Integer.parseInt(text);
    }

    private static RuntimeException refusal(String message) {
        return new StartRefusedException(new IllegalArgumentException(message), CONFIGURATION);
    }

    /** Compose files often pass variables on as empty; those mean "not set", but would go before this source's answers. */
    private static int ordinalAboveBlanks(ConfigSourceContext context, Map<String, ?> answers) {
        return Stream.concat(
                        Stream.of(LAST),
                        answers.keySet().stream()
                                .map(context::getValue)
                                .filter(value -> value != null && value.getValue() != null)
                                .map(blank -> blank.getConfigSourceOrdinal() + 1))
                .max(Integer::compare)
                .orElse(LAST);
    }

    private static boolean isSet(ConfigSourceContext context, String name) {
        return !text(context, name, "").isEmpty();
    }

    private static String text(ConfigSourceContext context, String name, String otherwise) {
        ConfigValue value = context.getValue(name);
        String text = value == null || value.getValue() == null
                ? ""
                : value.getValue().strip();
        return text.isEmpty() ? otherwise : text;
    }
}

package postgres.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Answers where the databases are when nobody else does, by starting the embedded server at the first such question. */
final class EmbeddedConfigSource implements ConfigSource {

    private static final int FAILED = 1;

    private static final int ALREADY_RUNNING = 7;

    private final Path dataDirectory;
    private final ServerSettings settings;
    private final Map<String, Function<EmbeddedServer, String>> answers;
    private final int ordinal;

    EmbeddedConfigSource(
            Path dataDirectory,
            ServerSettings settings,
            Map<String, Function<EmbeddedServer, String>> answers,
            int ordinal) {
        this.dataDirectory = dataDirectory;
        this.settings = settings;
        this.answers = Map.copyOf(answers);
        this.ordinal = ordinal;
    }

    @Override
    public Set<String> getPropertyNames() {
        return answers.keySet();
    }

    @Override
    public String getValue(String name) {
        Function<EmbeddedServer, String> answer = answers.get(name);
        return answer == null ? null : answer.apply(startServer());
    }

    EmbeddedServer startServer() {
        try {
            return EmbeddedServers.running(dataDirectory, settings);
        } catch (DataDirectoryInUseException e) {
            throw new StartRefusedException(e, ALREADY_RUNNING);
        } catch (RuntimeException e) {
            throw new StartRefusedException(e, FAILED);
        }
    }

    @Override
    public String getName() {
        return "embedded PostgreSQL";
    }

    @Override
    public int getOrdinal() {
        return ordinal;
    }
}

package postgres.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a server of our own runs.
 *
 * @param port the port on the loopback address, 1 to 65535, or 0 for any free one
 * @param parameters PostgreSQL parameters by name, which go before those of its own configuration files
 * @param socketFolder where its sockets are, if anywhere
 */
public record ServerSettings(int port, Map<String, String> parameters, Optional<Path> socketFolder) {

    /** A row that was acknowledged is a row that stays. */
    private static final Set<String> DURABILITY = Set.of("fsync", "synchronous_commit", "full_page_writes");

    private static final Set<String> FIXED = Set.of("port", "listen_addresses", "unix_socket_directories");

    public ServerSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("embedded.port must be from 0 to 65535, but is " + port);
        }
        parameters.keySet().forEach(ServerSettings::checkName);
        parameters = Map.copyOf(parameters);
    }

    /** Those of the data folder itself, on a port of the loopback address. */
    public static ServerSettings ofItsOwn(int port) {
        return new ServerSettings(port, Map.of(), Optional.empty());
    }

    /** Settings under which a committed row survives a crash and a power cut. */
    public static ServerSettings durable(int port) {
        return ofItsOwn(port)
                .plus("fsync", "on")
                .plus("synchronous_commit", "on")
                .plus("full_page_writes", "on")
                .plus("max_connections", "100")
                .plus("timezone", "UTC")
                .plus("log_timezone", "UTC");
    }

    /** The same with one more parameter, such as {@code archive_mode}; where and how durably it runs is not open to change. */
    public ServerSettings with(String parameter, String value) {
        if (DURABILITY.contains(parameter) || FIXED.contains(parameter)) {
            throw new IllegalArgumentException("%s of a server of our own cannot be changed".formatted(parameter));
        }
        return plus(parameter, value);
    }

    /** The same on another port. */
    ServerSettings on(int otherPort) {
        return new ServerSettings(otherPort, parameters, socketFolder);
    }

    /** The same with sockets in a folder, which keeps others out. */
    public ServerSettings withSockets(Path folder) {
        return new ServerSettings(port, parameters, Optional.of(folder));
    }

    /** The same reached from elsewhere too, at these addresses beside the loopback one; who comes in is up to its folder. */
    public ServerSettings listeningOn(String addresses) {
        boolean all = addresses.equals("*") || addresses.equals("0.0.0.0");
        return plus("listen_addresses", all ? addresses : "127.0.0.1," + addresses);
    }

    /** For tests that start over anyway when the machine fails. */
    public ServerSettings forgetful() {
        return plus("fsync", "off").plus("synchronous_commit", "off").plus("full_page_writes", "off");
    }

    private ServerSettings plus(String parameter, String value) {
        Map<String, String> more = new TreeMap<>(parameters);
        more.put(parameter, value);
        return new ServerSettings(port, more, socketFolder);
    }

    private static void checkName(String parameter) {
        // The names end up in a shell's command line, unquoted.
        if (!parameter.matches("[a-z][a-z0-9_.]*")) {
            throw new IllegalArgumentException("'%s' is not the name of a PostgreSQL parameter".formatted(parameter));
        }
    }
}

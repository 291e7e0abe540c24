package postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import postgres.server.DataDirectory;
import postgres.server.EmbeddedServer;
import postgres.server.ServerSettings;

/** Durable embedded servers for the tests that are about them. */
public final class DurableServers {

    private DurableServers() {}

    /** Made once for all tests that are not about making one: initdb takes most of their time. */
    private static final class Made {

        private static final Path ONCE = make();

        private static Path make() {
            try {
                Path folder = Files.createTempDirectory("caravanserai-made-");
                try (DataDirectory directory = DataDirectory.open(folder)) {
                    start(directory);
                }
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "remove-made-database"));
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make a database", e);
            }
        }

        private static void remove(Path folder) {
            try {
                DurableFiles.empty(folder);
                Files.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + folder, e);
            }
        }
    }

    /** Gives a data directory a database that was in use and has been stopped. */
    public static void copyInto(Path dataDirectory) throws IOException, InterruptedException {
        for (String part : List.of("postgres", "postgres.password")) {
            new ProcessBuilder("cp", "-a", Made.ONCE.resolve(part).toString(), dataDirectory.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
        }
    }

    public static EmbeddedServer start(DataDirectory directory) throws IOException {
        return start(directory, ServerSettings.durable(0));
    }

    public static EmbeddedServer start(DataDirectory directory, ServerSettings settings) throws IOException {
        return EmbeddedServer.start(directory, settings, TestServer.BINARIES);
    }

    public static void execute(EmbeddedServer server, String... statements) throws SQLException {
        try (Connection connection = server.dataSource(EmbeddedServer.MAIN).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the one row. */
    public static String query(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = server.dataSource(EmbeddedServer.MAIN).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}

package ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import postgres.Query;
import postgres.TestServer;

/** The ledger's schema in a test's database, made by every migration there is, in their order. */
public final class TestLedger {

    private TestLedger() {}

    /** Migrated once, and copied by every test that has a database of its own. */
    private static final class Template {

        private static final String URL = TestServer.createDatabase();

        static {
            try {
                migrate(URL);
            } catch (SQLException e) {
                throw new IllegalStateException("cannot make the ledger", e);
            }
        }
    }

    /** A database of its own with the ledger in it; its JDBC URL. */
    public static String createDatabase() {
        return TestServer.createDatabaseOf(Template.URL);
    }

    /** Makes it in a database that has more in it. */
    public static void migrate(String url) throws SQLException {
        try (Connection connection = TestServer.dataSource(url).getConnection()) {
            Query.execute(connection, "create schema caravanserai; set search_path to caravanserai");
            for (Path migration : migrations()) {
                Query.execute(connection, Files.readString(migration));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files, the oldest first. */
    public static List<Path> migrations() {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".sql"))
                    .sorted(Comparator.comparingInt(TestLedger::version))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot list the migrations", e);
        }
    }

    private static int version(Path migration) {
        String name = migration.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }
}

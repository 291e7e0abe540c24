package snapshot.parts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import postgres.DirectConnections;

/** How the processes that write parts find the database: by their environment, for a command line is everybody's to read. */
public final class DatabaseInEnvironment {

    private static final String URL = "CARAVANSERAI_DATABASE_URL";
    private static final String USER = "CARAVANSERAI_DATABASE_USER";
    private static final String PASSWORD = "CARAVANSERAI_DATABASE_PASSWORD";

    /** All names, of which the last is not always there. */
    public static final List<String> NAMES = List.of(URL, USER, PASSWORD);

    private DatabaseInEnvironment() {}

    static Map<String, String> of(DirectConnections database) {
        Map<String, String> environment = new HashMap<>(Map.of(URL, database.url(), USER, database.user()));
        if (database.password() != null) {
            environment.put(PASSWORD, database.password());
        }
        return environment;
    }

    /** What this process was started with. */
    public static DirectConnections read() {
        return new DirectConnections(System.getenv(URL), System.getenv(USER), System.getenv(PASSWORD));
    }
}

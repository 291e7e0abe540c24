package parts;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import snapshot.parts.DatabaseInEnvironment;
import snapshot.parts.LoadTask;
import snapshot.parts.PartLoader;

/**
 * Has executors bring the rows of parts into tables, one task each, and writes to its standard output what became of each. Its
 * argument: a file with a {@link LoadTask} a line.
 */
public final class LoadParts {

    private LoadParts() {}

    public static void main(String[] arguments) throws IOException {
        Tasks.run("caravanserai-restore", Path.of(arguments[0]), LoadParts::load);
    }

    private static String load(String task) {
        try {
            return new PartLoader(DatabaseInEnvironment.read()).load(LoadTask.of(task)).toJson();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("cannot bring the rows of a part: " + e.getMessage(), e);
        }
    }
}

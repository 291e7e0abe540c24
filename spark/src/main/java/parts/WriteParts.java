package parts;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import snapshot.parts.DatabaseInEnvironment;
import snapshot.parts.PartTask;
import snapshot.parts.PartWriter;

/**
 * Has executors write parts, one task each, and writes to its standard output what became of each. Its argument: a file with a
 * {@link PartTask} a line.
 */
public final class WriteParts {

    private WriteParts() {}

    public static void main(String[] arguments) throws IOException {
        Tasks.run("caravanserai-snapshot", Path.of(arguments[0]), WriteParts::write);
    }

    private static String write(String task) {
        try {
            return new PartWriter(DatabaseInEnvironment.read()).write(PartTask.of(task)).toJson();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("cannot write a part: " + e.getMessage(), e);
        }
    }
}

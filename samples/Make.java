import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** Runs a file of SQL on the demo's database, as psql would, which may not be here: URL, user, file of the password, file, rows. */
public final class Make {

    private Make() {}

    public static void main(String[] said) throws Exception {
        String password = Files.readString(Path.of(said[2])).strip();
        String script = Files.readString(Path.of(said[3])).replace(":rows", String.valueOf(Long.parseLong(said[4])));
        try (Connection connection = DriverManager.getConnection(said[0], said[1], password);
                Statement statement = connection.createStatement()) {
            for (String one : script.split(";\\s*\\n")) {
                if (!one.isBlank()) {
                    statement.execute(one);
                }
            }
        }
    }
}

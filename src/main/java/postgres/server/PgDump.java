package postgres.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import postgres.TableName;

/**
 * The {@code pg_dump} of this machine that suits a server.
 *
 * @param version as it tells it itself, as in {@code pg_dump (PostgreSQL) 18.6}
 */
public record PgDump(Path program, String version) {

    private static final int MINUTES = 10;

    /** The one that suits a server of that major version, if there is one: older ones refuse newer servers. */
    public static Optional<PgDump> suiting(int major) {
        return InstalledPrograms.ofThisMachine()
                .suiting(major, "pg_dump")
                .map(programs -> new PgDump(programs.program("pg_dump"), programs.version()));
    }

    /**
     * The statements that make a section of the database's tables again.
     *
     * @param like whose database is meant
     * @param password of its user, or null
     * @param snapshot an exported snapshot that is still open
     * @param section {@code pre-data} or {@code post-data}
     * @param tables only these; all but our own if empty
     * @param lockTimeoutMillis how long it waits for somebody's lock: one that waits for this snapshot never goes
     * @throws IOException if it fails, with what it said
     */
    public String schema(
            Connection like,
            String password,
            String snapshot,
            String section,
            List<TableName> tables,
            long lockTimeoutMillis)
            throws SQLException, IOException {
        Properties properties = Driver.parseURL(like.getMetaData().getURL(), new Properties());
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--schema-only",
                "--no-owner",
                "--no-privileges",
                "--no-password",
                "--section=" + section,
                "--lock-wait-timeout=" + lockTimeoutMillis,
                "--snapshot=" + snapshot,
                "--exclude-schema=caravanserai",
                "--exclude-schema=caravanserai_*"));
        tables.forEach(table -> command.add("--table=" + table.quoted()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment(like, properties, password));
        return run(builder);
    }

    private static Map<String, String> environment(Connection like, Properties properties, String password)
            throws SQLException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PGHOST", PGProperty.PG_HOST.getOrDefault(properties));
        environment.put("PGPORT", PGProperty.PG_PORT.getOrDefault(properties));
        environment.put("PGDATABASE", PGProperty.PG_DBNAME.getOrDefault(properties));
        environment.put("PGUSER", like.getMetaData().getUserName());
        environment.put("PGCLIENTENCODING", "UTF8");
        environment.put("PGCONNECT_TIMEOUT", "10");
        if (password != null) {
            environment.put("PGPASSWORD", password);
        }
        String ssl = PGProperty.SSL_MODE.getOrDefault(properties);
        if (ssl != null) {
            environment.put("PGSSLMODE", ssl);
        }
        return environment;
    }

    private static String run(ProcessBuilder builder) throws IOException {
        Path errors = Files.createTempFile("pg_dump", ".err");
        Process process = builder.redirectError(errors.toFile()).start();
        try {
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(
                        "pg_dump failed: " + Files.readString(errors).strip());
            }
            return out;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while pg_dump ran", e));
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(errors);
        }
    }
}

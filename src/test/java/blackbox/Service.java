package blackbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import ledger.Json;
import org.awaitility.Awaitility;
import postgres.Patience;
import postgres.TestServer;

/** The packaged service as a process of its own, as a user runs it: files, HTTP, signals, and a database to look into. */
final class Service implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /**
     * The second compiler takes a third of what a start costs, and the collector of large machines a tenth; most services
     * here do not live to gain from them.
     */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Path home;
    private final Map<String, String> settings = new TreeMap<>();
    private final List<String> javaOptions = new ArrayList<>(List.of("-Xmx256m"));
    /** Where its classes are left when it ends; null where it reads those that another one left. */
    private Path classes;

    private final String database;
    /** Whether the database goes with it: others would copy it. */
    private boolean apart;

    private final int port = freePort();
    private Process process;

    private Service(Path home, String database) {
        this.home = home;
        this.database = database;
        settings.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        settings.put("DATA_DIR", home.resolve("data").toString());
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", database);
        settings.put("QUARKUS_DATASOURCE_USERNAME", TestServer.username());
        settings.put("QUARKUS_DATASOURCE_PASSWORD", TestServer.password());
        Homes.leaveAtTheEnd(this);
    }

    /** A service with a home and a database of its own, not yet started. */
    static Service fresh() {
        return before(TestServer.createDatabase());
    }

    /** The same on the server that holds few databases, for tests that copy it whole; its database goes when it is closed. */
    static Service apart() {
        Service service = before(TestServer.createDatabaseApart());
        service.apart = true;
        return service;
    }

    /** Another one with a home of its own and the same database, not yet started. */
    Service beside() {
        return before(database);
    }

    private static Service before(String database) {
        try {
            return new Service(Homes.create(), database);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Service with(String environment, String value) {
        settings.put(environment, value);
        return this;
    }

    Service withJava(String option) {
        javaOptions.add(option);
        return this;
    }

    /** Leaves the classes that it needed there when it ends. */
    Service leaving(Path archive) {
        classes = archive;
        return this;
    }

    Service start() {
        return begin().awaitReady();
    }

    /** Starts the process, whether or not it ever becomes ready. */
    Service begin() {
        process = launch();
        return this;
    }

    Service awaitReady() {
        Awaitility.await("the service is ready; its log: " + log())
                .atMost(Patience.LIMIT)
                .until(() -> ready() || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("the service did not start:\n" + text(log()));
        }
        return this;
    }

    private Process launch(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(QUICK_START);
        command.addAll(javaOptions);
        command.addAll(classes == null ? ClassArchive.options() : List.of("-XX:ArchiveClassesAtExit=" + classes));
        command.addAll(List.of("-jar", System.getProperty("application.jar")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a finished process left. */
    record Finished(int exitCode, String out, String err) {}

    /** One shot of a flow, as cron would do it, beside this service's database and in its home. */
    Finished command(String... arguments) {
        return commandReading(ProcessBuilder.Redirect.PIPE, arguments);
    }

    /** The same with something on its standard input. */
    Finished commandReading(ProcessBuilder.Redirect input, String... arguments) {
        try {
            Path out = Files.createTempFile(home, "out", "");
            Path err = Files.createTempFile(home, "err", "");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(QUICK_START);
            command.addAll(ClassArchive.options());
            command.addAll(List.of("-jar", System.getProperty("application.jar")));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
            builder.environment().putAll(settings);
            Process shot = builder.redirectInput(input)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!shot.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                shot.destroyForcibly();
            }
            return new Finished(shot.waitFor(), text(out), text(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean ready() {
        try {
            return get("/q/health/ready").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** As a container is stopped; returns the exit code. */
    int stop() {
        process.destroy();
        return awaitExit();
    }

    private int awaitExit() {
        try {
            if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the service does not stop");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public void close() {
        if (isAlive()) {
            stop();
        }
        if (apart) {
            TestServer.dropApart(database);
        }
    }

    int port() {
        return port;
    }

    /** The JDBC URL of the database that it looks after. */
    String database() {
        return database;
    }

    Path home() {
        return home;
    }

    Path data() {
        return home.resolve("data");
    }

    Path inbox() {
        return data().resolve("inbox");
    }

    Path log() {
        return home.resolve("service.log");
    }

    // --- Files -----------------------------------------------------------------------------------------------

    /** Drops a file as a careful sender does: written elsewhere, then moved in. */
    void drop(String name, byte[] bytes) {
        try {
            Path target = inbox().resolve(name);
            Files.createDirectories(target.getParent());
            Path writing = Files.createTempFile(home, "sending", "");
            Files.write(writing, bytes);
            Files.move(writing, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void drop(String name, String text) {
        drop(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The run of a dropped file once the file has ended somewhere. */
    JsonNode ended(String name) {
        Awaitility.await("the file " + name + " has ended; log " + log())
                .atMost(Patience.LIMIT)
                .until(() -> place(name).isPresent());
        Path place = place(name).orElseThrow();
        return Json.read(text(place.resolveSibling(place.getFileName() + ".run.json")));
    }

    /** The dot folder in which a dropped file has ended. */
    String folderOf(String name) {
        return inbox().relativize(place(name).orElseThrow()).getName(0).toString();
    }

    private Optional<Path> place(String name) {
        for (String folder : List.of(".loaded", ".rejected", ".already", ".refused", ".failed", ".cancelled")) {
            Path place = inbox().resolve(folder).resolve(name);
            if (Files.exists(place, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- HTTP ------------------------------------------------------------------------------------------------

    /** An HTTP answer. */
    record Answer(int status, Map<String, List<String>> headers, String body) {
        JsonNode json() {
            return Json.read(body);
        }

        String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Patience.LIMIT);
    }

    Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer get(String path) {
        return send(request(path).build());
    }

    Answer post(String path, String type, String body, String... headers) {
        return send(request("POST", path, type, body, headers));
    }

    Answer patch(String path, String body) {
        return send(request("PATCH", path, "application/json", body));
    }

    Answer delete(String path) {
        return send(request("DELETE", path, "application/json", ""));
    }

    private HttpRequest request(String method, String path, String type, String body, String... headers) {
        HttpRequest.Builder builder =
                request(path).header("Content-Type", type).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return builder.build();
    }

    /** Rows as a raw CSV body. */
    Answer rows(String table, String csv, String query) {
        return post("/api/v1/tables/" + encode(table) + "/rows" + query, "text/csv", csv);
    }

    Answer rows(String table, byte[] csv, String query) {
        return send(request("/api/v1/tables/" + encode(table) + "/rows" + query)
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofByteArray(csv))
                .build());
    }

    JsonNode letters(String table) {
        return get("/api/v1/dead-letters?table=" + encode(table)).json().get("deadLetters");
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    // --- Database --------------------------------------------------------------------------------------------

    Connection connect() throws SQLException {
        return DriverManager.getConnection(database, TestServer.username(), TestServer.password());
    }

    void sql(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row, as text. */
    String value(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long count(String table) {
        return Long.parseLong(value("select count(*) from " + table));
    }

    /** The law, asked of the database: of every run that ended, the rows add up. */
    boolean everyRowIsAccountedFor() {
        return "0"
                .equals(value("select count(*) from caravanserai.run where state <> 'running'"
                        + " and rows_in <> rows_loaded + rows_rejected + rows_unchanged + rows_skipped"));
    }

    static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what).atMost(Patience.LIMIT).until(condition);
    }

    static List<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

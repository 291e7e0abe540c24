package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import ledger.ActiveRuns;
import ledger.Attempt;
import ledger.DeadLetter;
import ledger.Door;
import ledger.Installation;
import ledger.Ledger;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.TestLedger;
import postgres.Databases;
import postgres.Query;
import postgres.TestServer;
import rows.place.RemoteTargets;

/** Files loaded into a real database as a route would, each in a transaction of its own. */
final class Loads {

    private final Path folder;
    private final DataSource database;
    private final Ledger ledger;

    Loads(Path folder) throws SQLException, IOException {
        this.folder = folder.toRealPath();
        String url = TestLedger.createDatabase();
        database = TestServer.dataSource(url);
        ledger = new Ledger(database, new ActiveRuns(), new Installation("one", "here"));
    }

    /** What became of a file. */
    record Loaded(RunEnd end, List<DeadLetter> letters) {}

    /** Options in the words of users. */
    static LoadOptions options(String... namesAndTexts) {
        Map<String, List<String>> said = new HashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            said.computeIfAbsent(namesAndTexts[i], name -> new ArrayList<>()).add(namesAndTexts[i + 1]);
        }
        return LoadOptions.read(new OptionTexts(said));
    }

    Loaded load(String table, String text, LoadOptions options) throws SQLException, IOException {
        return load(table, HandMade.utf8(text), LoadRequest.Format.CSV, options);
    }

    Loaded load(String table, byte[] bytes, LoadRequest.Format format, LoadOptions options)
            throws SQLException, IOException {
        RunHeader header = RunHeader.next(Door.HTTP);
        Path path = Files.write(folder.resolve(header.run().toString()), bytes);
        LoadRequest request = new LoadRequest(header, table, path, "hand-made.csv", format, options);
        ledger.begin(request);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Loader loader = new Loader(sites(giving(connection), new ActiveRuns()), HandMade.settings());
            List<DeadLetter> letters = new ArrayList<>();
            Attempt load = loader.open(request);
            for (Attempt.Step step : load.steps()) {
                letters.addAll(step.run());
            }
            RunEnd end = load.finish();
            connection.commit();
            load.close();
            return new Loaded(end, letters);
        }
    }

    JsonNode preview(String table, String text, LoadOptions options) throws SQLException, IOException {
        return preview(table, text, LoadRequest.Format.CSV, options);
    }

    JsonNode preview(String table, String text, LoadRequest.Format format, LoadOptions options)
            throws SQLException, IOException {
        RunHeader header = RunHeader.next(Door.HTTP);
        Spool spool = new Spool(folder.resolve("spool"));
        Path path = Files.write(spool.body(header.run()), HandMade.utf8(text));
        ActiveRuns active = new ActiveRuns();
        RemoteTargets sites = sites(database, active);
        JsonNode preview = new Previews(sites, new Loader(sites, HandMade.settings()), active, spool)
                .of(new LoadRequest(header, table, path, "hand-made.csv", format, options));
        if (Files.exists(path) || !active.all().isEmpty()) {
            throw new IllegalStateException("something is left of the preview");
        }
        return preview;
    }

    private static RemoteTargets sites(DataSource main, ActiveRuns active) {
        return new RemoteTargets(main, new Databases(main, Map::of), () -> 30_000, active);
    }

    private static DataSource giving(Connection connection) {
        return (DataSource) Proxy.newProxyInstance(
                Loads.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        return connection;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Query.execute(connection, sql);
        }
    }

    /** Every row as the server writes it. */
    List<String> rows(String sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Query.list(connection, "select r::text from (" + sql + ") r", row -> row.getString(1));
        }
    }

    /** A table's columns with their types, in its order. */
    List<String> columns(String table) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Query.list(
                    connection,
                    "select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute"
                            + " where attrelid = to_regclass(?) and attnum > 0 order by attnum",
                    row -> row.getString(1),
                    table);
        }
    }
}

package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.ActiveRuns;
import ledger.LedgerSchema;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Query;
import postgres.SqlState;
import postgres.Table;
import rows.load.Dialect;
import rows.load.LetterWriter;
import rows.load.LoadMode;
import rows.load.LoadStatements;
import rows.load.NamedRows;

/** The verb behind every door: the bytes of a request become rows of its table. */
@ApplicationScoped
public class Loader {

    private final DataSource dataSource;
    private final IngestSettings settings;
    private final ActiveRuns active;
    private final TableInference inference;

    public Loader(DataSource dataSource, IngestSettings settings, ActiveRuns active) {
        this.dataSource = dataSource;
        this.settings = settings;
        this.active = active;
        this.inference = new TableInference(settings);
    }

    /**
     * Opens a load in the caller's transaction, on its connection. What cannot be loaded makes a load that has no steps
     * and whose {@link Load#finish()} says why.
     *
     * @throws SQLException if the database fails
     * @throws IOException if the file cannot be read
     */
    public Load open(LoadRequest request) throws SQLException, IOException {
        Connection connection = dataSource.getConnection();
        Load load = null;
        try {
            LetterWriter letters = new LetterWriter(request.run(), request.fileName());
            load = new Load(connection, request.mode(), letters, settings.reject(), active.open(request.run()));
            prepare(load, request, connection, letters);
            return load;
        } catch (ProblemException refused) {
            load.decline(refused.problem());
            return load;
        } catch (SQLException | IOException | RuntimeException e) {
            if (load != null) {
                load.close();
            } else {
                connection.close();
            }
            throw e;
        }
    }

    private void prepare(Load load, LoadRequest request, Connection connection, LetterWriter letters)
            throws SQLException, IOException {
        if (!request.path().toRealPath().equals(request.path())) {
            throw CsvFile.refused(
                    request.fileName() + " is a symbolic link, or lies behind one", "put the file itself there");
        }
        load.detail().put("file", request.fileName());
        load.detail().put("mode", request.mode().text());
        if (request.format() == LoadRequest.Format.JSON) {
            Table table = writable(connection, request, null);
            if (claimed(load, request, connection, table)) {
                load.reads(NamedRows.of(JsonBody.read(request.path(), table), letters));
            }
            return;
        }
        CsvFile file = CsvFile.open(request.path(), request.options().csv().encoding(), settings);
        try {
            Table table = writable(connection, request, file);
            if (!claimed(load, request, connection, table)) {
                file.close();
                return;
            }
            CsvSource source = CsvSource.open(file, table, request.options().csv(), settings, letters);
            load.detail().put("encoding", source.encoding().name().replace('_', '-'));
            load.detail().put("delimiter", String.valueOf(source.dialect().delimiter()));
            load.detail().put("header", source.hasHeader());
            load.reads(source);
        } catch (SQLException | IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The table, locked against being changed while rows go in. */
    private Table writable(Connection connection, LoadRequest request, CsvFile file) throws SQLException, IOException {
        Optional<Table> found = Catalog.find(connection, request.table());
        if (found.isEmpty() && file != null && settings.createTables()) {
            Query.execute(
                    connection,
                    inference.createTable(
                            request.table(), file, request.options().csv()));
            found = Catalog.find(connection, request.table());
        }
        if (found.isEmpty()) {
            throw new ProblemException(LedgerSchema.missing(
                    connection,
                    request.table(),
                    "there is no table " + request.table(),
                    "create it first, or set ingest.create-tables=true to have one made after the file's header"));
        }
        Table table = found.get();
        if (table.kind() != Table.Kind.TABLE && table.kind() != Table.Kind.PARTITIONED_TABLE) {
            throw CsvFile.refused(
                    table.name().display() + " is no table but a "
                            + table.kind()
                                    .name()
                                    .toLowerCase(java.util.Locale.ROOT)
                                    .replace('_', ' '),
                    "load into the table behind it");
        }
        if (!table.insertable()) {
            throw CsvFile.refused(
                    "the database user may not insert into " + table.name().display(), "grant insert on it");
        }
        if (request.mode() == LoadMode.UPSERT && table.primaryKey().isEmpty()) {
            throw CsvFile.refused(
                    table.name().display() + " has no primary key to find existing rows by",
                    "add one, or use mode=insert");
        }
        lock(connection, table, request.mode());
        // What was described before the lock may have changed before it was granted.
        return Catalog.find(connection, request.table()).orElse(table);
    }

    private static void lock(Connection connection, Table table, LoadMode mode) throws SQLException {
        String strength = mode == LoadMode.REPLACE ? "share row exclusive" : "row exclusive";
        Query.execute(connection, "set local lock_timeout = '30s'");
        Query.execute(connection, "lock table " + table.name().quoted() + " in " + strength + " mode");
        Query.execute(connection, "set local lock_timeout to default");
    }

    /** Whether these bytes are, as far as is known now, new to the table. */
    private boolean claimed(Load load, LoadRequest request, Connection connection, Table table)
            throws SQLException, IOException {
        BytesClaim claim = BytesClaim.make(connection, table.name().display(), request);
        load.claims(claim);
        Optional<UUID> first = claim.firstRun();
        if (first.isPresent()) {
            load.detail().put("firstRun", first.get().toString());
            load.decline(new IngestResult.AlreadyLoaded(first.get(), load.detail()));
            return false;
        }
        if (request.mode() == LoadMode.REPLACE) {
            load.detail().put("replaced", replace(connection, table, request));
        }
        return true;
    }

    private long replace(Connection connection, Table table, LoadRequest request) throws SQLException {
        if (table.referencedByCascade()) {
            throw CsvFile.refused(
                    "replacing the rows of " + table.name().display()
                            + " would delete or blank rows of tables that refer" + " to it",
                    "use mode=upsert, or replace those tables' rows too");
        }
        try {
            return Query.update(
                    connection,
                    new LoadStatements(table, java.util.List.of(), Dialect.OURS, request.mode()).deleteAll());
        } catch (SQLException e) {
            if (SqlState.FOREIGN_KEY_VIOLATION.equals(e.getSQLState()) || "23001".equals(e.getSQLState())) {
                throw CsvFile.refused(
                        "rows of other tables refer to rows of " + table.name().display(),
                        "use mode=upsert, which keeps them");
            }
            throw e;
        }
    }
}

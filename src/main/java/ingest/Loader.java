package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import ledger.Attempt;
import ledger.ProblemException;
import postgres.Query;
import postgres.SqlState;
import postgres.Table;
import rows.load.ColumnReaders;
import rows.load.Dialect;
import rows.load.LetterWriter;
import rows.load.LoadMode;
import rows.load.LoadStatements;
import rows.load.NamedRows;
import rows.place.RemoteTargets;
import rows.place.RestoreTarget;
import rows.undo.AlreadyCommitted;

/** The verb behind every door: the bytes of a request become rows of its table. */
@ApplicationScoped
public class Loader {

    private final RemoteTargets sites;
    private final IngestSettings settings;
    private final TargetTables targets;

    public Loader(RemoteTargets sites, IngestSettings settings) {
        this.sites = sites;
        this.settings = settings;
        this.targets = new TargetTables(settings);
    }

    /**
     * Opens a load in the caller's transaction. What cannot be loaded makes a load that has no steps and whose
     * {@link Load#finish()} says why.
     *
     * @throws ProblemException if there is no such database
     * @throws SQLException if the database fails
     * @throws IOException if the file cannot be read
     */
    public Attempt open(LoadRequest request) throws SQLException, IOException {
        RestoreTarget site = sites.openForRows(request.database(), request.run());
        try {
            if (!site.claim(request.run())) {
                return new AlreadyCommitted(site, request.run());
            }
        } catch (SQLException | RuntimeException e) {
            site.close();
            throw e;
        }
        return open(request, site, true);
    }

    /** The same on a connection of the caller's, in a transaction that he undoes: no bytes are claimed by it. */
    Load look(LoadRequest request, Connection connection) throws SQLException, IOException {
        return open(request, sites.openForTrying(connection, request.run()), false);
    }

    private Load open(LoadRequest request, RestoreTarget site, boolean lasting) throws SQLException, IOException {
        Load load = null;
        try {
            LetterWriter letters = new LetterWriter(request.run(), request.fileName());
            load = new Load(site, request.mode(), letters, settings.reject());
            prepare(load, request, site, letters, lasting);
            return load;
        } catch (ProblemException refused) {
            load.decline(refused.problem());
            return load;
        } catch (SQLException | IOException | RuntimeException e) {
            if (load != null) {
                load.close();
            } else {
                site.close();
            }
            throw e;
        }
    }

    private void prepare(Load load, LoadRequest request, RestoreTarget site, LetterWriter letters, boolean lasting)
            throws SQLException, IOException {
        Connection connection = site.tables();
        if (!request.path().toRealPath().equals(request.path())) {
            throw CsvFile.refused(
                    request.fileName() + " is a symbolic link, or lies behind one", "put the file itself there");
        }
        if (!Files.isReadable(request.path())) {
            throw CsvFile.refused("this service may not read " + request.fileName(), "let its user read it");
        }
        load.detail().put("file", request.fileName());
        load.detail().put("mode", request.mode().text());
        if (request.format() == LoadRequest.Format.JSON) {
            Table table = target(load, request, connection).table();
            if (claimed(load, request, site, table, lasting)) {
                ToldValues told = told(connection, request);
                ValueAccount.tell(load.detail(), told, table.columns(), null, null);
                List<NamedRows.NamedRow> rows = JsonBody.read(
                        request.path(), table, request.options().csv().columns());
                JsonEvidence evidence = new JsonEvidence(
                        table.columns(),
                        seeing -> rows.forEach(row -> seeing.see(row.values(), row.line())),
                        told,
                        load.detail());
                load.reads(NamedRows.of(rows, letters, ValueReaders.of(told, evidence, false)));
            }
            return;
        }
        LoadRequest text = asText(load, request);
        CsvOptions options = text.options().csv();
        CsvFile file = CsvFile.open(text.path(), options.encoding(), settings);
        try {
            if (request.format() == LoadRequest.Format.JSON_LINES) {
                Table table = target(load, request, connection).table();
                load.detail().put("encoding", file.encoding().name().replace('_', '-'));
                if (claimed(load, request, site, table, lasting)) {
                    ToldValues told = told(connection, request);
                    ValueAccount.tell(load.detail(), told, table.columns(), null, null);
                    JsonEvidence evidence = new JsonEvidence(
                            table.columns(),
                            seeing -> JsonLines.each(text.path(), table, options, settings, seeing),
                            told,
                            load.detail());
                    ColumnReaders readers = ValueReaders.of(told, evidence, false);
                    load.reads(new JsonLines(file, table, options.columns(), settings, letters, readers));
                } else {
                    file.close();
                }
                return;
            }
            TargetTable target = target(load, text, connection);
            if (!claimed(load, request, site, target.table(), lasting)) {
                file.close();
                return;
            }
            ValueRules rules = new ValueRules(told(connection, request), text.path());
            CsvSource source = target.made().isPresent()
                    ? CsvSource.openForMade(
                            file, target.table(), target.made().get(), options, settings, letters, rules)
                    : open(load, file, target.table(), options, letters, rules);
            source.structure().tell(load.detail(), source.encoding());
            load.detail().put("header", source.mapping().headed());
            load.detail().set("columns", source.mapping().told());
            load.reads(source);
        } catch (SQLException | IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private TargetTable target(Load load, LoadRequest request, Connection connection) throws SQLException, IOException {
        TargetTable target = targets.of(connection, request, load.detail());
        if (target.made().isPresent()) {
            load.notes().makes(target.table());
        }
        return target;
    }

    /** Whoever is asked about a file wants to know as what it was read. */
    private CsvSource open(
            Load load, CsvFile file, Table table, CsvOptions options, LetterWriter letters, ValueRules rules)
            throws IOException {
        try {
            return CsvSource.open(file, table, options, settings, letters, rules);
        } catch (ProblemException asked) {
            new Sniffer(file, options, settings.maxRecordBytes())
                    .structure(table)
                    .tell(load.detail(), file.encoding());
            throw asked;
        }
    }

    private static ToldValues told(Connection connection, LoadRequest request) throws SQLException {
        ToldValues told = ToldValues.of(connection, request.options().values());
        told.enter(connection);
        return told;
    }

    /** The request over a file of text: what is a sheet is written out as one first. */
    private LoadRequest asText(Load load, LoadRequest request) throws IOException {
        if (request.format() != LoadRequest.Format.SHEET) {
            return request;
        }
        SheetFile.Written sheet = SheetFile.write(request.path(), request.options(), settings);
        load.removes(sheet.path());
        load.detail().put("sheet", sheet.sheet());
        return new LoadRequest(
                request.header(),
                request.table(),
                sheet.path(),
                request.fileName(),
                LoadRequest.Format.SHEET,
                sheet.options());
    }

    /** Whether these bytes are, as far as is known now, new to the table. */
    private boolean claimed(Load load, LoadRequest request, RestoreTarget site, Table table, boolean lasting)
            throws SQLException, IOException {
        Connection connection = site.tables();
        if (lasting && isThere(load, request, site, table)) {
            return false;
        }
        if (lasting && !table.primaryKey().isEmpty()) {
            load.notes()
                    .traced(UndoTrace.begin(site, request.run(), settings)
                            .replacing(request.mode() == LoadMode.REPLACE, table));
        }
        if (request.mode() == LoadMode.REPLACE) {
            load.notes()
                    .replaces(new ReplaceFloor(
                            table.name().display(),
                            replace(connection, table, request),
                            request.options().replaceMinPercent().isPresent()
                                    ? request.options().replaceMinPercent()
                                    : settings.replace().minPercent()));
        }
        return true;
    }

    private static boolean isThere(Load load, LoadRequest request, RestoreTarget site, Table table)
            throws SQLException, IOException {
        BytesClaim claim = BytesClaim.make(site.tables(), site.books(), table, request);
        load.notes().claims(claim);
        Optional<BytesClaim.Earlier> earlier = claim.earlier();
        earlier.ifPresent(before -> load.isThere(before, table.name()));
        return earlier.isPresent();
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
                    connection, new LoadStatements(table, List.of(), Dialect.OURS, request.mode()).deleteAll());
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

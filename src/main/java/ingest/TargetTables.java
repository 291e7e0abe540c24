package ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import ledger.LedgerSchema;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Query;
import postgres.Table;
import rows.load.LoadMode;

/** Finds the table that a request names, makes it where that is wanted, and locks it against being changed. */
final class TargetTables {

    private final IngestSettings settings;
    private final TableInference inference;

    TargetTables(IngestSettings settings) {
        this.settings = settings;
        inference = new TableInference(settings);
    }

    /**
     * The table, locked while rows go in.
     *
     * @param detail told of what is made
     * @throws ProblemException if there is none that rows can go into
     */
    TargetTable of(Connection connection, LoadRequest request, ObjectNode detail) throws SQLException, IOException {
        ToldTypes told = ToldTypes.of(connection, request.options().types());
        Optional<Table> found = Catalog.find(connection, request.table());
        if (found.isEmpty() && mayMake(request)) {
            NewTable wanted = NewTable.named(connection, request.table());
            found = wanted.madeMeanwhile(connection);
            if (found.isEmpty()) {
                InferredTable inferred = inferred(connection, request).with(told);
                Table made = wanted.make(connection, inferred.columns());
                inferred.tell(detail);
                return new TargetTable(writable(connection, made, request), Optional.of(inferred));
            }
        }
        if (found.isEmpty()) {
            throw new ProblemException(LedgerSchema.missing(
                    connection,
                    request.table(),
                    "there is no table " + request.table(),
                    "create it first, or say create=true (ingest.create-tables=true for every load) to have one made"
                            + " after the file's header"));
        }
        told.agreeWith(found.get());
        return new TargetTable(writable(connection, found.get(), request), Optional.empty());
    }

    private boolean mayMake(LoadRequest request) {
        return settings.createTables() || request.options().create();
    }

    private InferredTable inferred(Connection connection, LoadRequest request) throws SQLException, IOException {
        CsvOptions options = request.options().csv();
        return switch (request.format()) {
            case JSON -> JsonTable.infer(request.table(), request.path(), options.columns());
            case JSON_LINES -> JsonTable.inferLines(request.table(), request.path(), options, settings);
            case CSV, SHEET ->
                inference.infer(
                        request.table(),
                        request.path(),
                        options,
                        ToldSpelling.of(
                                ToldValues.of(connection, request.options().values())));
        };
    }

    private Table writable(Connection connection, Table table, LoadRequest request) throws SQLException {
        if (table.kind() != Table.Kind.TABLE && table.kind() != Table.Kind.PARTITIONED_TABLE) {
            throw CsvFile.refused(
                    table.name().display() + " is no table but a "
                            + table.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    "load into the table behind it");
        }
        if (!table.insertable()) {
            throw CsvFile.refused(
                    "the database user may not insert into " + table.name().display(), "grant insert on it");
        }
        lock(connection, table, request.mode(), settings.undo());
        // What was described before the lock may have changed before it was granted.
        Table locked = Catalog.find(connection, table.name()).orElse(table);
        return request.mode() == LoadMode.UPSERT
                ? UpsertKey.of(connection, locked, request.options().key())
                : locked;
    }

    private static void lock(Connection connection, Table table, LoadMode mode, boolean undo) throws SQLException {
        // What an upsert does to partitions is known only as long as nobody else writes; two that ask late would
        // deadlock.
        boolean alone = mode == LoadMode.REPLACE
                || mode == LoadMode.UPSERT && undo && table.kind() == Table.Kind.PARTITIONED_TABLE;
        String strength = alone ? "share row exclusive" : "row exclusive";
        Query.execute(connection, "set local lock_timeout = '30s'");
        Query.execute(connection, "lock table " + table.name().quoted() + " in " + strength + " mode");
        Query.execute(connection, "set local lock_timeout = 0");
    }
}

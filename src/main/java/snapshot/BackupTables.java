package snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.AdvisoryLock;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import postgres.WrittenName;
import postgres.definition.Definitions;
import postgres.definition.Names;
import postgres.definition.TableDefinition;
import rows.diff.RowSource;
import rows.place.TableBuilder;

/** Makes and finds snapshots that are kept as tables: {@code customers_backup}, {@code customers_backup_v1}, … */
public final class BackupTables {

    private static final String INSERT = Sql.read("snapshot/insert-backup-table.sql");
    private static final String DRILL_UNDER_WAY = Sql.read("snapshot/drill-under-way.sql");
    private static final String ROWS_AWAY = Sql.read("snapshot/rows-away.sql");
    private static final String LIST = Sql.read("snapshot/list-backup-tables.sql");

    /** What the ledger keeps beside the names. */
    private record Facts(List<Column> columns, List<String> key, KeyBuckets buckets, JsonNode definition) {}

    /** The hash of the rows that a backup is made of. */
    @FunctionalInterface
    public interface HashOfRows {

        /**
         * Once the backup is there.
         *
         * @param columns those that count
         */
        BucketHashes of(TableName backup, List<Column> columns) throws SQLException;
    }

    private BackupTables() {}

    /**
     * Makes a table of rows, under a name that is free, in the caller's transaction.
     *
     * @param rows {@code where …} or {@code order by … limit …} on the table {@code t}, or empty for all
     * @param selection the same in words, or null for all
     * @param hash tells the hash of the rows
     */
    public static BackupTable make(
            Connection connection, UUID run, TableName of, String rows, String selection, HashOfRows hash)
            throws SQLException {
        SessionSettings.exact(connection);
        return make(connection, run, Catalog.find(connection, of).orElseThrow(), rows, selection, hash);
    }

    /** The same of a table whose rows are told apart by the key that it says, in a session that writes values exactly. */
    public static BackupTable make(
            Connection connection, UUID run, Table table, String rows, String selection, HashOfRows hash)
            throws SQLException {
        TableName of = table.name();
        TableDefinition definition = Definitions.read(connection, of);
        TableName name = freeName(connection, of);
        // What the server computes is kept as it was; only what can be written counts in hash and restore.
        String columns =
                Identifier.list(table.columns().stream().map(Column::name).toList(), "t.");
        long count = Query.update(
                connection,
                "create table " + name.quoted() + " as select " + columns + " from " + table.relation() + " t" + rows);
        key(connection, table, name);
        comments(connection, definition, name, table);
        KeyBuckets buckets = table.primaryKey().isEmpty() ? null : KeyBuckets.suiting(connection, table);
        BackupTable made = new BackupTable(
                name,
                of,
                run,
                java.time.Instant.now(),
                count,
                hash.of(name, table.writable()).hash(),
                ContentHash.METHOD,
                selection,
                table.writable(),
                table.primaryKey(),
                buckets);
        write(connection, made, definition);
        return made;
    }

    private static TableName freeName(Connection connection, TableName of) throws SQLException {
        // Two at once would find the same name free.
        new AdvisoryLock("backup of " + of.quoted()).takeInTransaction(connection);
        for (int version = 0; ; version++) {
            String suffix = version == 0 ? "_backup" : "_backup_v" + version;
            TableName name = new TableName(of.schema(), Names.fitting(of.name() + suffix));
            if (!Catalog.exists(connection, name)) {
                return name;
            }
        }
    }

    private static void key(Connection connection, Table table, TableName name) throws SQLException {
        if (!table.primaryKey().isEmpty()) {
            TableBuilder.sortInMemory(connection);
            Query.execute(
                    connection,
                    "alter table " + name.quoted() + " add primary key (" + Identifier.list(table.primaryKey()) + ")");
        }
    }

    private static void comments(Connection connection, TableDefinition definition, TableName name, Table table)
            throws SQLException {
        if (definition.comment() != null) {
            Query.execute(
                    connection,
                    "comment on table " + name.quoted() + " is " + Identifier.literal(definition.comment()));
        }
        for (var column : definition.columns()) {
            if (column.comment() != null && table.column(column.name()).isPresent()) {
                Query.execute(
                        connection,
                        "comment on column " + name.quoted() + "." + Identifier.quote(column.name()) + " is "
                                + Identifier.literal(column.comment()));
            }
        }
    }

    private static void write(Connection connection, BackupTable made, TableDefinition definition) throws SQLException {
        Query.update(
                connection,
                INSERT,
                made.name().schema(),
                made.name().name(),
                made.of().schema(),
                made.of().name(),
                made.run(),
                made.rows(),
                made.contentHash(),
                made.hashMethod(),
                made.selection(),
                Json.write(new Facts(
                        made.columns(),
                        made.key(),
                        made.buckets(),
                        Json.mapper().valueToTree(definition))));
    }

    /** All of them, the latest first. */
    static List<BackupTable> list(Connection connection) throws SQLException {
        return Query.list(connection, LIST, BackupTables::read);
    }

    /** The one that users call so. */
    static Optional<BackupTable> find(Connection connection, String name) throws SQLException {
        return WrittenName.of(name).among(list(connection), BackupTable::name);
    }

    /** Its rows, to be compared and restored. */
    static RowSource contents(Connection connection, BackupTable backup) throws SQLException {
        TableDefinition definition = Query.first(
                        connection,
                        "select facts ->> 'definition' as definition from caravanserai.backup_table"
                                + " where schema_name = ? and table_name = ?",
                        row -> Json.read(row.getString("definition"), TableDefinition.class),
                        backup.name().schema(),
                        backup.name().name())
                .orElseThrow();
        return new BackupRows(backup, definition);
    }

    /** Whether a drill goes on that needs it: at times it holds the only copy of rows. */
    static boolean isNeeded(Connection connection, BackupTable backup) throws SQLException {
        return Query.first(
                        connection,
                        "select exists (select from caravanserai.run where id = ? and state = 'running')",
                        row -> row.getBoolean(1),
                        backup.run())
                .orElseThrow();
    }

    /**
     * One drill on a table at a time: rows that another has just deleted could not be sampled, nor return without the
     * rows they refer to.
     *
     * @throws ProblemException if there is another; it may be over soon
     */
    public static void refuseSecondDrill(Connection connection, UUID run, TableName table) throws SQLException {
        Optional<String> other =
                Query.first(connection, DRILL_UNDER_WAY, row -> row.getString(1), table.schema(), table.name(), run);
        if (other.isPresent()) {
            throw atWork(table, other.get());
        }
    }

    /**
     * Who looks now would not see the rows that a drill has deleted and will put back.
     *
     * @throws ProblemException if that is so; it may pass
     */
    static void refuseRowsAway(Connection connection, List<TableName> tables) throws SQLException {
        Optional<ProblemException> away = Query.first(
                connection,
                ROWS_AWAY,
                row -> atWork(
                        new TableName(row.getString("of_schema"), row.getString("of_table")), row.getString("id")),
                connection.createArrayOf(
                        "text", tables.stream().map(TableName::schema).toArray()),
                connection.createArrayOf(
                        "text", tables.stream().map(TableName::name).toArray()));
        if (away.isPresent()) {
            throw away.get();
        }
    }

    private static ProblemException atWork(TableName table, String drill) {
        return new ProblemException(
                Problem.conflict("a drill is at work on " + table.display(), "wait for the run " + drill),
                new SQLException("a drill is under way", SqlState.OBJECT_IN_USE));
    }

    /** Removes the table and what is known of it. */
    public static void drop(Connection connection, TableName backup) throws SQLException {
        Query.execute(connection, "drop table if exists " + backup.quoted());
        Query.update(
                connection,
                "delete from caravanserai.backup_table where schema_name = ? and table_name = ?",
                backup.schema(),
                backup.name());
    }

    private static BackupTable read(ResultSet row) throws SQLException {
        Facts facts = Json.read(row.getString("facts"), Facts.class);
        return new BackupTable(
                new TableName(row.getString("schema_name"), row.getString("table_name")),
                new TableName(row.getString("of_schema"), row.getString("of_table")),
                row.getObject("run", UUID.class),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getLong("rows"),
                row.getString("content_hash"),
                row.getString("hash_method"),
                row.getString("selection"),
                facts.columns,
                facts.key,
                facts.buckets);
    }
}

package recovery.heap;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;

/**
 * A table whose dead rows are wanted.
 *
 * @param rewritten whether it has got another file since it was made
 * @param path of its first file, below the data directory
 * @param toastPath the same of its large values, or null
 * @param database the number of its database
 * @param checksums whether every page has one
 */
public record HeapTable(
        long oid,
        TableName name,
        boolean rewritten,
        String path,
        String toastPath,
        long database,
        boolean checksums,
        Chance chance) {

    private static final String FIND = Sql.read("recovery/heap-table.sql");

    public HeapTable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(path, "path");
    }

    /**
     * How good the chance was before anybody looked; null is what is not known.
     *
     * @param dead rows, as the statistics count them
     * @param deadUntilVacuum from so many on they are vacuumed away
     * @param toastDead chunks of large values, which are vacuumed by themselves
     * @param lastVacuum by hand or by itself
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Chance(
            Long dead,
            Long deadUntilVacuum,
            Long toastDead,
            Long toastDeadUntilVacuum,
            Instant lastVacuum,
            Instant toastLastVacuum) {

        static Chance of(ResultSet row) throws SQLException {
            Instant byHand = time(row, "last_vacuum");
            Instant byItself = time(row, "last_autovacuum");
            boolean handIsLater = byItself == null || byHand != null && byHand.isAfter(byItself);
            return new Chance(
                    row.getObject("dead", Long.class),
                    row.getObject("dead_until_vacuum", Long.class),
                    row.getObject("toast_dead", Long.class),
                    row.getObject("toast_dead_until_vacuum", Long.class),
                    handIsLater ? byHand : byItself,
                    time(row, "toast_last_autovacuum"));
        }

        private static Instant time(ResultSet row, String column) throws SQLException {
            OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
    }

    /**
     * Looks for it, without reading a row of it.
     *
     * @throws ProblemException if there is none, or its rows cannot be brought back in this way
     */
    public static Optional<HeapTable> find(Connection connection, TableName name) throws SQLException {
        return Query.first(connection, FIND, HeapTable::of, name.schema(), name.name());
    }

    private static HeapTable of(ResultSet row) throws SQLException {
        TableName name = new TableName(row.getString("schema"), row.getString("name"));
        requireFit(row, name.display());
        return new HeapTable(
                row.getLong("oid"),
                name,
                row.getBoolean("rewritten"),
                row.getString("path"),
                row.getString("toast_path"),
                row.getLong("database"),
                row.getBoolean("checksums"),
                Chance.of(row));
    }

    private static void requireFit(ResultSet row, String name) throws SQLException {
        String kind = row.getString("kind");
        if (kind.equals("p")) {
            throw refused(name + " is partitioned and has no rows of its own", "name one of its partitions");
        }
        if (kind.equals("m")) {
            throw refused(
                    name
                            + " is a materialized view: its rows are what its query says, and are written anew by a refresh",
                    "name the table that lost them");
        }
        if (!kind.equals("r")) {
            throw refused(name + " is no table", null);
        }
        if (row.getString("persistence").equals("u")) {
            throw new ProblemException(Problem.conflict(
                    name + " is unlogged: what was deleted of it is in memory only, and in no log",
                    "a snapshot may have its rows: GET /api/v1/snapshots"));
        }
        if (!row.getString("persistence").equals("p")) {
            throw refused(name + " is temporary", null);
        }
        if (!row.getBoolean("heap")) {
            throw refused(name + " is kept in another way than PostgreSQL's own", null);
        }
        if (row.getBoolean("apart") || row.getInt("block_size") != Page.SIZE) {
            throw refused(
                    name + " is in a database that lies in a tablespace, or on pages of another size than " + Page.SIZE,
                    "recover to a moment instead: {\"target\":{\"time\":\"…\"}}");
        }
    }

    private static ProblemException refused(String what, String hint) {
        return new ProblemException(Problem.refused(what, hint));
    }
}

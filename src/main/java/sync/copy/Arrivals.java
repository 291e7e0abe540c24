package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import postgres.Query;
import postgres.Sql;

/**
 * What the target knows of one copy, in the transactions of its rows: which attempt may write, and which chunks are there.
 * Every method works in the caller's transaction.
 */
final class Arrivals {

    private static final String SCHEMA = Sql.read("sync/copy-schema.sql");
    private static final String BEGIN = Sql.read("sync/begin-attempt.sql");
    private static final String ARRIVE = Sql.read("sync/chunk-arrived.sql");

    private final UUID run;

    /** What was known of the copy before. */
    record Copying(int attempt, String fingerprint, String made, String result) {}

    /** A chunk that is there, and the transaction that brought it. */
    record Arrival(Chunk.Done done, String xid) {}

    Arrivals(UUID run) {
        this.run = run;
    }

    /** Makes room for what has to be known, unless it is there. */
    static void install(Connection target) throws SQLException {
        if (!isInstalled(target)) {
            Query.execute(target, SCHEMA);
        }
    }

    static boolean isInstalled(Connection target) throws SQLException {
        return Query.first(
                        target,
                        "select to_regclass('caravanserai_sync.copying') is not null"
                                + " and to_regclass('caravanserai_sync.arrived') is not null",
                        row -> row.getBoolean(1))
                .orElseThrow();
    }

    /** What is known of the copy, if it was begun. */
    Optional<Copying> find(Connection target) throws SQLException {
        return Query.first(
                target,
                "select attempt, fingerprint, made, result from caravanserai_sync.copying where run = ?",
                row -> new Copying(
                        row.getInt("attempt"),
                        row.getString("fingerprint"),
                        row.getString("made"),
                        row.getString("result")),
                run);
    }

    /** Begins the next attempt: waits for what earlier ones have in hand, and keeps them from writing any more. */
    int begin(Connection target) throws SQLException {
        return Query.first(target, BEGIN, row -> row.getInt(1), run).orElseThrow();
    }

    /**
     * Until the transaction ends no other attempt begins.
     *
     * @throws TakenOverException if one has
     */
    void hold(Connection target, int attempt) throws SQLException {
        boolean mine = Query.first(
                        target,
                        "select true from caravanserai_sync.copying where run = ? and attempt = ? for share",
                        row -> row.getBoolean(1),
                        run,
                        attempt)
                .orElse(false);
        if (!mine) {
            throw new TakenOverException("another process has taken over the copy");
        }
    }

    /** The chunk is there; false if it was already. */
    boolean arrive(Connection target, int chunk, Chunk.Done done) throws SQLException {
        return Query.update(target, ARRIVE, run, chunk, done.rows(), done.checksum()) == 1;
    }

    /** All chunks that are there, by their numbers. */
    Map<Integer, Arrival> all(Connection target) throws SQLException {
        Map<Integer, Arrival> arrived = new HashMap<>();
        Query.list(
                target,
                "select chunk, rows, checksum, xid from caravanserai_sync.arrived where run = ?",
                row -> arrived.put(
                        row.getInt("chunk"),
                        new Arrival(
                                new Chunk.Done(row.getLong("rows"), row.getLong("checksum")), row.getString("xid"))),
                run);
        return arrived;
    }

    /** The chunk, if it is there. */
    Optional<Chunk.Done> find(Connection target, int chunk) throws SQLException {
        return Query.first(
                target,
                "select rows, checksum from caravanserai_sync.arrived where run = ? and chunk = ?",
                row -> new Chunk.Done(row.getLong("rows"), row.getLong("checksum")),
                run,
                chunk);
    }

    /** The chunk's rows are gone. */
    void forget(Connection target, int chunk) throws SQLException {
        Query.update(target, "delete from caravanserai_sync.arrived where run = ? and chunk = ?", run, chunk);
    }

    /**
     * The place is made, and empty.
     *
     * @param made how to take back what was made beside the tables, as a JSON array of statements
     */
    void made(Connection target, String fingerprint, String made) throws SQLException {
        Query.update(target, "delete from caravanserai_sync.arrived where run = ?", run);
        Query.update(
                target,
                "update caravanserai_sync.copying set fingerprint = ?, made = ?::jsonb where run = ?",
                fingerprint,
                made,
                run);
    }

    /** The tables are in their place. */
    void finish(Connection target, String result) throws SQLException {
        Query.update(target, "update caravanserai_sync.copying set result = ?::json where run = ?", result, run);
        Query.update(target, "delete from caravanserai_sync.arrived where run = ?", run);
    }

    /** Other copies that were begun here, whatever became of them. */
    List<UUID> others(Connection target) throws SQLException {
        return Query.list(
                target,
                "select run from caravanserai_sync.copying where run <> ?",
                row -> row.getObject("run", UUID.class),
                run);
    }

    /** Nothing of it is there any more. */
    void forget(Connection target) throws SQLException {
        Query.update(target, "delete from caravanserai_sync.copying where run = ?", run);
    }
}

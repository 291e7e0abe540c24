package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import ledger.DeadLetter;
import ledger.Json;
import ledger.RunEnd;
import postgres.Query;
import postgres.Sql;
import rows.change.BeforeImages;

/**
 * What a run leaves in another database than the ledger's, in the transaction of its rows: that it was done there, and all
 * that the ledger has to know of it. The ledger's own transaction ends later and may be lost; the proof is not.
 *
 * @param kept what was kept for an undo
 * @param redriven ids of letters that the run took
 */
public record CommitReceipt(RunEnd end, List<BeforeImages> kept, List<DeadLetter> letters, List<Long[]> redriven) {

    private static final String PREPARE = Sql.read("rows/place/prepare-proof.sql");
    private static final String ANY = Sql.read("rows/place/any-proof.sql");
    private static final String CLAIM = Sql.read("rows/place/claim-proof.sql");
    private static final String END = Sql.read("rows/place/end-proof.sql");
    private static final String ADD = Sql.read("rows/place/add-proof.sql");
    private static final String FORGET = Sql.read("rows/place/forget-proof.sql");
    private static final String WITH_LETTERS = Sql.read("rows/place/proofs-with-letters.sql");
    private static final String FORGET_TOLD = Sql.read("rows/place/forget-told.sql");
    private static final String ENDED = Sql.read("ledger/runs-that-ended.sql");
    private static final String READ = Sql.read("rows/place/read-proof.sql");

    /** Letters that are sent in one piece. */
    private static final int AT_ONCE = 1000;

    /** Makes the place for proofs, unless it is there. */
    public static void prepare(Connection connection) throws SQLException {
        Query.execute(connection, PREPARE);
    }

    /** Whether any run ever left a proof that may be read. */
    public static boolean any(Connection connection) throws SQLException {
        return Query.first(connection, ANY, row -> row.getBoolean(1)).orElseThrow();
    }

    /** Begins the run's proof, in the transaction of its rows; false if the run was done here already. */
    public static boolean claim(Connection connection, UUID run) throws SQLException {
        return Query.update(connection, CLAIM, run) == 1;
    }

    /** Adds letters behind those that are there. */
    public static void addLetters(Connection connection, UUID run, int already, List<DeadLetter> letters)
            throws SQLException {
        for (int from = 0; from < letters.size(); from += AT_ONCE) {
            add(
                    connection,
                    run,
                    "letter",
                    already + from,
                    letters.subList(from, Math.min(from + AT_ONCE, letters.size())));
        }
    }

    /** Adds the ids of letters that were taken. */
    static void addRedriven(Connection connection, UUID run, int place, Long[] ids) throws SQLException {
        add(connection, run, "redriven", place, List.of((Object) ids));
    }

    public static void finish(Connection connection, RunEnd end, List<BeforeImages> kept) throws SQLException {
        add(connection, end.run(), "kept", 0, kept);
        Query.update(connection, END, Json.write(end), end.run());
    }

    public static void forget(Connection connection, UUID run) throws SQLException {
        Query.update(connection, FORGET, run);
    }

    /** Letters of earlier runs are of no use here any more where the ledger has them. */
    static void clear(Connection connection, Connection ledger) throws SQLException {
        UUID[] runs = Query.list(connection, WITH_LETTERS, row -> row.getObject("run", UUID.class))
                .toArray(UUID[]::new);
        if (runs.length > 0) {
            UUID[] told = Query.list(ledger, ENDED, row -> row.getObject("id", UUID.class), (Object) runs)
                    .toArray(UUID[]::new);
            Query.update(connection, FORGET_TOLD, (Object) told);
        }
    }

    private static void add(Connection connection, UUID run, String kind, int already, List<?> facts)
            throws SQLException {
        Query.update(connection, ADD, run, kind, already, Json.write(facts));
    }

    /** How a run ended that was done here; empty if it was not. */
    public static Optional<RunEnd> endOf(Connection connection, UUID run) throws SQLException {
        return any(connection)
                ? facts(connection, run, "end", RunEnd.class).stream()
                        .filter(Objects::nonNull)
                        .findFirst()
                : Optional.empty();
    }

    /** The proof of a run that was done here. */
    public static CommitReceipt read(Connection connection, UUID run) throws SQLException {
        return new CommitReceipt(
                facts(connection, run, "end", RunEnd.class).get(0),
                facts(connection, run, "kept", BeforeImages.class),
                facts(connection, run, "letter", DeadLetter.class),
                facts(connection, run, "redriven", Long[].class));
    }

    private static <T> List<T> facts(Connection connection, UUID run, String kind, Class<T> type) throws SQLException {
        return new ArrayList<>(Query.list(connection, READ, row -> Json.read(row.getString("fact"), type), run, kind));
    }
}

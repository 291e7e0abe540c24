package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
 */
public record CommitReceipt(RunEnd end, List<BeforeImages> kept, List<DeadLetter> letters) {

    private static final String PREPARE = Sql.read("rows/place/prepare-proof.sql");
    private static final String CLAIM = Sql.read("rows/place/claim-proof.sql");
    private static final String END = Sql.read("rows/place/end-proof.sql");
    private static final String ADD = Sql.read("rows/place/add-proof.sql");
    private static final String FORGET = Sql.read("rows/place/forget-proof.sql");
    private static final String READ = Sql.read("rows/place/read-proof.sql");

    /** Letters that are sent in one piece. */
    private static final int AT_ONCE = 1000;

    /** Makes the place for proofs, unless it is there. */
    public static void prepare(Connection connection) throws SQLException {
        Query.execute(connection, PREPARE);
    }

    /** Whether any run ever left a proof. */
    public static boolean any(Connection connection) throws SQLException {
        return Query.first(
                        connection,
                        "select to_regclass('caravanserai_kept.proof') is not null",
                        row -> row.getBoolean(1))
                .orElseThrow();
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

    public static void finish(Connection connection, RunEnd end, List<BeforeImages> kept) throws SQLException {
        add(connection, end.run(), "kept", 0, kept);
        Query.update(connection, END, Json.write(end), end.run());
    }

    public static void forget(Connection connection, UUID run) throws SQLException {
        Query.update(connection, FORGET, run);
    }

    private static void add(Connection connection, UUID run, String kind, int already, List<?> facts)
            throws SQLException {
        Query.update(connection, ADD, run, kind, already, Json.write(facts));
    }

    /** The proof of a run that was done here. */
    public static CommitReceipt read(Connection connection, UUID run) throws SQLException {
        return new CommitReceipt(
                facts(connection, run, "end", RunEnd.class).get(0),
                facts(connection, run, "kept", BeforeImages.class),
                facts(connection, run, "letter", DeadLetter.class));
    }

    private static <T> List<T> facts(Connection connection, UUID run, String kind, Class<T> type) throws SQLException {
        return new ArrayList<>(Query.list(connection, READ, row -> Json.read(row.getString("fact"), type), run, kind));
    }
}

package rows.restore;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;
import postgres.Table;
import rows.change.BeforeImages;
import rows.change.SequenceAdvance;
import rows.diff.ColumnPairs;
import rows.diff.RowSource;

/**
 * A table that had lost all of its rows and is empty: there is nothing to compare, and they go straight in. One without a
 * primary key may have newer rows, which cannot be told from those that are lost, and are others all the same.
 */
record EmptyTable(RowSource contents, Table live) {

    /** Whether a table is one. */
    static boolean is(Connection connection, RestoreOptions options, RowSource contents, Table live)
            throws SQLException {
        if (!options.emptied().contains(live.name())
                || options.keys() != null
                || !live.kind().isTable()
                || !ColumnPairs.of(contents.columns(), live.writable()).isSame()) {
            return false;
        }
        return live.primaryKey().isEmpty() && contents.key().isEmpty()
                || contents.key().equals(live.primaryKey()) && hasNoRow(connection, live);
    }

    private static boolean hasNoRow(Connection connection, Table live) throws SQLException {
        return Query.first(
                        connection, "select not exists (select from " + live.relation() + ")", row -> row.getBoolean(1))
                .orElseThrow();
    }

    /** Whether its rows are told apart. */
    boolean isKeyed() {
        return !live.primaryKey().isEmpty();
    }

    /**
     * Puts the rows in.
     *
     * @return why one of them does not fit: nothing is done then
     */
    Optional<SQLException> fill(Connection connection) throws SQLException, IOException {
        IOException[] broken = new IOException[1];
        Optional<SQLException> fault = Savepoint.attempt(connection, () -> {
            try {
                contents.copyInto(connection, live.name());
            } catch (IOException e) {
                broken[0] = e;
            }
        });
        if (broken[0] != null) {
            throw broken[0];
        }
        if (fault.isEmpty()) {
            SequenceAdvance.ofColumns(connection, contents.definition(), live);
        }
        return fault;
    }

    /**
     * What is kept of that for an undo.
     *
     * @throws ProblemException if the rows that are there are not those that were kept
     */
    BeforeImages image(Connection connection, UUID run, int place) throws SQLException {
        BeforeImages image = keep(connection, run, place);
        String hash = HexFormat.of()
                .toHexDigits(Query.first(
                                connection,
                                "select coalesce(sum(\"caravanserai after\"), 0) from " + image.keptIn(),
                                row -> row.getBigDecimal(1).longValue())
                        .orElseThrow());
        if (!hash.equals(contents.contentHash())) {
            throw new ProblemException(Problem.notEqual(
                    "the rows of " + live.name().display() + " have the hash " + hash + " and not "
                            + contents.contentHash() + " as " + contents.place() + " should",
                    "nothing was changed; try again, and tell us"));
        }
        return image;
    }

    /** The key of each row, and what it was when it came in; its triggers slept. */
    private BeforeImages keep(Connection connection, UUID run, int place) throws SQLException {
        List<String> key = live.primaryKey();
        String keptIn = "caravanserai_kept." + Identifier.quote(run + "-" + place);
        String columns = live.columns().stream()
                .filter(column -> !column.generated() || key.contains(column.name()))
                .map(column -> (key.contains(column.name()) ? "l." : "n.") + Identifier.quote(column.name()))
                .collect(Collectors.joining(", "));
        Query.execute(
                connection,
                "create table " + keptIn + " as select 'missing'::text as \"caravanserai kind\", "
                        + ContentHash.ofRow(live.writable(), "l.") + " as \"caravanserai after\", " + columns
                        + " from " + live.relation() + " l left join (select * from " + live.relation()
                        + " where false) n on false");
        return BeforeImages.of(live, place, keptIn, List.of(), false);
    }
}

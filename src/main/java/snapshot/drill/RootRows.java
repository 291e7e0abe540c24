package snapshot.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import ledger.Json;
import ledger.LedgerSchema;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Column;
import postgres.Condition;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Savepoint;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.Table;
import rows.diff.KeyList;

/** The rows of its table that a drill is told to lose; those and no others. */
final class RootRows {

    /** As many keys as a message names. */
    private static final int NAMED = 5;

    private final Connection connection;
    private final Table table;

    private RootRows(Connection connection, Table table) {
        this.connection = connection;
        this.table = table;
    }

    /**
     * The table that is meant; names are written with their schemas from then on.
     *
     * @throws ProblemException if there is none, or it holds no rows
     */
    static Table table(Connection connection, String name) throws SQLException {
        Table table = LedgerSchema.require(connection, name, Catalog.find(connection, name));
        if (table.kind() != Table.Kind.TABLE && table.kind() != Table.Kind.PARTITIONED_TABLE) {
            throw new ProblemException(
                    Problem.refused('"' + name + "\" holds no rows of its own", "rehearse with the table behind it"));
        }
        SessionSettings.exact(connection);
        return Catalog.find(connection, table.name()).orElseThrow();
    }

    /**
     * Takes them into the cascade, whose root's writers are locked out.
     *
     * @return their keys
     * @throws ProblemException if they are not there, or not as many as somebody said
     */
    static JsonNode choose(Connection connection, Cascade cascade, Loss loss) throws SQLException {
        RootRows rows = new RootRows(connection, cascade.root().table());
        long found = rows.into(cascade, loss);
        if (found == 0) {
            throw new ProblemException(Problem.refused(
                    loss instanceof Loss.Where
                            ? "no row of " + rows.name() + " is one of the condition"
                            : rows.name() + " has no rows that could be lost",
                    loss instanceof Loss.Where ? "look at the condition" : "rehearse with a table that has some"));
        }
        if (loss instanceof Loss.Sample sample && found < sample.rows()) {
            throw new ProblemException(Problem.refused(
                    rows.name() + " has " + found + " rows, and " + sample.rows() + " are to be lost",
                    "say \"rows\": \"" + Loss.ALL + "\" if every row is meant, or a smaller number"));
        }
        return rows.listed(cascade.root().deleted());
    }

    private long into(Cascade cascade, Loss loss) throws SQLException {
        String keys = Identifier.list(table.primaryKey(), "t.");
        String select = "select " + keys + " from " + table.relation() + " t ";
        if (loss instanceof Loss.Sample sample) {
            // By a hash of the key, so that where rows lie does not matter: the same seed is the same rows.
            return cascade.lose(select + "order by " + ContentHash.ofRow(key(), "t.", sample.seed()) + ", " + keys
                    + " limit " + sample.rows());
        }
        if (loss instanceof Loss.Keys named) {
            return named(cascade, named.keys());
        }
        return loss instanceof Loss.Where chosen
                ? tried(
                        "the condition is not one on " + name(),
                        "send what would stand behind WHERE, such as: id > 100",
                        () -> cascade.lose(select
                                + Condition.checked(connection, table.name(), chosen.sql())
                                        .clause()))
                : cascade.lose(select);
    }

    /** What a caller wrote may be at fault. */
    private long tried(String fault, String hint, Chosen chosen) throws SQLException {
        long[] found = new long[1];
        Savepoint.attempt(connection, () -> found[0] = chosen.rows()).ifPresent(e -> {
            throw new ProblemException(Problem.malformed(fault + ": " + SqlState.firstLine(e), hint));
        });
        return found[0];
    }

    @FunctionalInterface
    private interface Chosen {
        long rows() throws SQLException;
    }

    private long named(Cascade cascade, JsonNode keys) throws SQLException {
        String given = given(table, KeyList.read(keys, table.primaryKey()).json());
        String same = KeySql.same(table.primaryKey(), "k", "t");
        long found = tried(
                "the keys are none of " + name(),
                "they are values of " + String.join(", ", table.primaryKey()),
                () -> cascade.lose("select distinct " + Identifier.list(table.primaryKey(), "t.") + " from "
                        + table.relation() + " t join " + given + " k on " + same));
        List<String> missing = Query.list(
                connection,
                "select row_to_json(k.*)::text as missing from " + given + " k where not exists (select from "
                        + table.relation() + " t where " + same + ")",
                row -> row.getString("missing"));
        if (!missing.isEmpty()) {
            throw new ProblemException(Problem.refused(
                    name() + " has no rows of " + missing.size() + " of the keys: "
                            + missing.stream().limit(NAMED).collect(Collectors.joining(", "))
                            + (missing.size() > NAMED ? ", …" : ""),
                    "only rows that are there can be lost, and nothing was"));
        }
        return found;
    }

    /** Keys as rows: of their own types, as a whole row of the table might not be one without its other values. */
    static String given(Table table, String json) {
        return "(select * from jsonb_to_recordset(" + Identifier.literal(json) + "::jsonb) r ("
                + table.primaryKey().stream()
                        .map(name -> Identifier.quote(name) + " "
                                + table.column(name).orElseThrow().plainType())
                        .collect(Collectors.joining(", "))
                + "))";
    }

    private List<Column> key() {
        return table.primaryKey().stream()
                .map(name -> table.column(name).orElseThrow())
                .toList();
    }

    private JsonNode listed(String keys) throws SQLException {
        return Json.read(Query.first(
                        connection,
                        "select coalesce(json_agg(row_to_json(k.*) order by "
                                + Identifier.list(table.primaryKey(), "k.") + "), '[]')::text from " + keys + " k",
                        row -> row.getString(1))
                .orElseThrow());
    }

    private String name() {
        return table.name().display();
    }
}

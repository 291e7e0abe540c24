package snapshot.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import ledger.Json;
import ledger.LedgerSchema;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.Query;
import postgres.Table;

/** Which rows a drill loses. */
final class Sample {

    private Sample() {}

    /**
     * The table that is meant.
     *
     * @throws ProblemException if there is none, or it holds no rows
     */
    static Table table(Connection connection, String name) throws SQLException {
        Table table = LedgerSchema.require(connection, name, Catalog.find(connection, name));
        if (table.kind() != Table.Kind.TABLE && table.kind() != Table.Kind.PARTITIONED_TABLE) {
            throw new ProblemException(
                    Problem.refused('"' + name + "\" holds no rows of its own", "rehearse with the table behind it"));
        }
        return Catalog.find(connection, table.name()).orElseThrow();
    }

    /** By a hash of the key, so that where rows lie does not matter: the same seed is the same rows. */
    static String keys(Table root, DrillRequest request) {
        List<Column> key = root.primaryKey().stream()
                .map(name -> root.column(name).orElseThrow())
                .toList();
        String keys = Identifier.list(root.primaryKey(), "t.");
        return "select " + keys + " from " + root.relation() + " t order by "
                + ContentHash.ofRow(key, "t.", request.seed()) + ", " + keys + " limit " + request.rows();
    }

    /**
     * The keys as JSON.
     *
     * @throws ProblemException if there are none
     */
    static JsonNode listed(Connection connection, Cascade.Touched root) throws SQLException {
        JsonNode keys = Json.read(Query.first(
                        connection,
                        "select coalesce(json_agg(row_to_json(k.*) order by "
                                + Identifier.list(root.table().primaryKey(), "k.") + "), '[]')::text from "
                                + root.deleted() + " k",
                        row -> row.getString(1))
                .orElseThrow());
        if (keys.isEmpty()) {
            throw new ProblemException(Problem.refused(
                    root.table().name().display() + " has no rows that could be lost",
                    "rehearse with a table that has some"));
        }
        return keys;
    }
}

package rows.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;
import postgres.Copy;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;

/** Rows of a batch as their table would hold them, seen without writing to it. */
public final class RowsAsLoaded {

    private static final String TWIN = "pg_temp.caravanserai_twin";

    private RowsAsLoaded() {}

    /**
     * The given records with every column of the table: in its types, with its defaults and what it computes. What
     * triggers would make of them is not seen.
     */
    public static List<JsonNode> of(Connection connection, Batch batch, List<Integer> records) throws SQLException {
        List<JsonNode> rows = new ArrayList<>();
        boolean seen = !records.isEmpty()
                && Savepoint.attempt(connection, () -> rows.addAll(inTwin(connection, batch.again(records))))
                        .isEmpty();
        return seen ? rows : records.stream().map(i -> asText(batch, i)).toList();
    }

    private static List<JsonNode> inTwin(Connection connection, Batch batch) throws SQLException {
        Query.execute(
                connection,
                "create temp table caravanserai_twin (like "
                        + batch.table().name().quoted()
                        + " including defaults including generated including identity) on commit drop");
        String copy = "copy " + TWIN + " (" + Identifier.list(batch.columns()) + ") from stdin with ("
                + batch.dialect().copyOptions() + ")";
        try (Copy in = Copy.in(connection, copy)) {
            in.write(batch.payload(), 0, batch.offset(batch.count()));
            in.end();
        }
        return Query.list(
                connection,
                "select to_jsonb(t)::text from " + TWIN + " t order by ctid",
                row -> Json.read(row.getString(1)));
    }

    /** Where the table's own rules leave it to a trigger to make a row of it. */
    private static JsonNode asText(Batch batch, int i) {
        ObjectNode values = Json.mapper().createObjectNode();
        String[] fields = batch.fields(i);
        for (int k = 0; k < fields.length; k++) {
            values.put(batch.columns().get(k), fields[k]);
        }
        return values;
    }
}

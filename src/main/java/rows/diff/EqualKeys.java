package rows.diff;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ledger.Json;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Sql;
import postgres.Table;

/**
 * Rows of which only one side has the key, as far as bytes tell: to the operators of the key's types some of them are the
 * same row, with a key that is written in another way. Which ones, the target's database says.
 */
final class EqualKeys {

    /** Rows are kept until they have been asked about. */
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 16;

    private static final String PLACE = "caravanserai place";

    private final Table table;
    private final List<KeyedRows.Row> missing = new ArrayList<>();
    private final List<KeyedRows.Row> added = new ArrayList<>();
    private long bytes;

    EqualKeys(TablePair pair) {
        table = pair.target();
    }

    void missing(KeyedRows.Row row) {
        keep(missing, row);
    }

    void added(KeyedRows.Row row) {
        keep(added, row);
    }

    private void keep(List<KeyedRows.Row> rows, KeyedRows.Row row) {
        bytes += row.bytes();
        if (areTooMany()) {
            missing.clear();
            added.clear();
        } else if (!table.key().stream().allMatch(ContentHash::asStored)) {
            rows.add(row);
        }
    }

    /** Whether there are more of them than can be asked about; they count as they are. */
    boolean areTooMany() {
        return bytes > MOST_BYTES && !table.key().stream().allMatch(ContentHash::asStored);
    }

    /** The rows that are only missing in bytes, with those that they are. */
    Map<KeyedRows.Row, KeyedRows.Row> same(Connection target) throws SQLException {
        Map<KeyedRows.Row, KeyedRows.Row> same = new LinkedHashMap<>();
        if (missing.isEmpty() || added.isEmpty()) {
            return same;
        }
        String rows = rows();
        Query.list(
                target,
                Sql.fill(
                        "select m.{place}, a.{place} from {missing} m join {added} a on {equal} order by 1",
                        Map.of(
                                "place",
                                Identifier.quote(PLACE),
                                "missing",
                                rows,
                                "added",
                                rows,
                                "equal",
                                KeySql.equal(table.key(), "m", "a"))),
                row -> same.put(missing.get(row.getInt(1)), added.get(row.getInt(2))),
                keys(missing),
                keys(added));
        return same;
    }

    private static String keys(List<KeyedRows.Row> rows) {
        ArrayNode keys = Json.mapper().createArrayNode();
        for (int i = 0; i < rows.size(); i++) {
            keys.add(((ObjectNode) Json.read(rows.get(i).json())).put(PLACE, i));
        }
        return keys.toString();
    }

    /** No row comes of the table itself, but what its columns hold equal. */
    private String rows() {
        List<String> names = table.key().stream().map(Column::name).toList();
        return "(select " + Identifier.list(names) + ", 0 as " + Identifier.quote(PLACE) + " from " + table.relation()
                + " where false union all select * from jsonb_to_recordset(?::jsonb) r ("
                + table.key().stream()
                        .map(column -> Identifier.quote(column.name()) + " " + column.plainType())
                        .collect(Collectors.joining(", "))
                + ", " + Identifier.quote(PLACE) + " int))";
    }
}

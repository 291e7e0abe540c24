package rows.diff;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ledger.Json;
import postgres.Identifier;
import postgres.Query;

/** What whoever asks is told of the rows that differ. */
final class ShownDifferences {

    private final Connection connection;
    private final StagedDiff diff;

    ShownDifferences(Connection connection, StagedDiff diff) {
        this.connection = connection;
        this.diff = diff;
    }

    /** In how many rows each column differs, only those that do. */
    Map<String, Long> changedColumns() throws SQLException {
        Map<String, Long> changed = new LinkedHashMap<>();
        Query.list(
                connection,
                "select c.name, count(*) as rows from " + diff.differences()
                        + " d, unnest(d.\"caravanserai columns\") c(name)"
                        + " where d.\"caravanserai kind\" = 'changed' group by c.name order by c.name",
                row -> changed.put(row.getString("name"), row.getLong("rows")));
        return changed;
    }

    /** How many there are, and so many of them by their keys. */
    TableDiff diff(int sample) throws SQLException {
        return told(Query.list(
                connection,
                "select \"caravanserai kind\" as kind, json_build_object(" + namedKey()
                        + ")::text as key, \"caravanserai columns\" as columns from " + diff.differences()
                        + " d order by "
                        + Identifier.list(diff.source().key(), "d.") + " limit ?",
                row -> new TableDiff.Row(
                        row.getString("kind"), Json.read(row.getString("key")), Query.texts(row, "columns")),
                sample));
    }

    /** The same, with the rows as they were and as they are, of one kind alone. */
    TableDiff diff(int sample, StagedDiff.Kind kind) throws SQLException {
        return told(Query.list(
                connection,
                "select json_build_object(" + namedKey()
                        + ")::text as key, d.\"caravanserai columns\" as columns, row_to_json(s.*)::text as was,"
                        + " row_to_json(l.*)::text as current from " + diff.differences() + " d left join "
                        + diff.wanted() + " s on "
                        + diff.sameKey("s", "d") + " left join " + diff.live().relation() + " l on "
                        + diff.sameKey("l", "d")
                        + " where d.\"caravanserai kind\" = ? order by "
                        + Identifier.list(diff.source().key(), "d.")
                        + " limit ?",
                row -> new TableDiff.Row(
                        StagedDiff.text(kind),
                        Json.read(row.getString("key")),
                        Query.texts(row, "columns"),
                        json(row.getString("was")),
                        json(row.getString("current"))),
                StagedDiff.text(kind),
                sample));
    }

    private String namedKey() {
        return diff.source().key().stream()
                .map(name -> Identifier.literal(name) + ", d." + Identifier.quote(name))
                .collect(Collectors.joining(", "));
    }

    private static JsonNode json(String text) {
        return text == null ? null : Json.read(text);
    }

    private TableDiff told(List<TableDiff.Row> rows) throws SQLException {
        long missing = diff.count(StagedDiff.Kind.MISSING);
        long changed = diff.count(StagedDiff.Kind.CHANGED);
        long added = diff.count(StagedDiff.Kind.ADDED);
        return new TableDiff(
                diff.live().name().display(),
                missing,
                changed,
                added,
                diff.unchanged(missing, changed, added),
                rows,
                diff.columns().lostNames(),
                diff.columns().gainedNames(),
                diff.columns().retypedNames(),
                changedColumns());
    }
}

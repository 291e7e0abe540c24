package rows.undo;

import java.sql.Connection;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import rows.load.LoadTrace;

/**
 * Of the rows that a load wrote, those that were there before: what they were was kept.
 *
 * @param keptIn both, as they are to be taken back
 */
record ChangedByLoad(Connection connection, LoadTrace.Facts facts, String keptIn) {

    /** Tells them from rows that it put in; gives the columns that it changed in any. */
    List<String> tellFromInserted() throws SQLException {
        Query.update(
                connection,
                "update " + keptIn + " k set \"caravanserai after\" = w.\"caravanserai after\" from " + keptIn
                        + " w where k.\"caravanserai kind\" = 'changed' and w.\"caravanserai kind\" = 'missing' and "
                        + KeySql.same(facts.key(), "k", "w"));
        Query.update(
                connection,
                "delete from " + keptIn + " w using " + keptIn
                        + " k where k.\"caravanserai kind\" = 'changed' and w.\"caravanserai kind\" = 'missing' and "
                        + KeySql.same(facts.key(), "k", "w"));
        // What a trigger kept from being changed, or somebody has changed back.
        Query.update(
                connection,
                "delete from " + keptIn + " k using " + facts.relation()
                        + " l where k.\"caravanserai kind\" = 'changed' and k.\"caravanserai after\" is null and "
                        + KeySql.same(facts.key(), "k", "l") + " and " + ContentHash.ofRow(facts.columns(), "k.")
                        + " = "
                        + ContentHash.ofRow(facts.columns(), "l."));
        Query.execute(connection, "analyze " + keptIn);
        return columns();
    }

    private List<String> columns() throws SQLException {
        if (facts.columns().isEmpty()) {
            return List.of();
        }
        String differ = facts.columns().stream()
                .map(column -> "bool_or(" + KeySql.differ(List.of(column), "k", "l") + ") as "
                        + Identifier.quote(column.name()))
                .collect(Collectors.joining(", "));
        return Query.first(
                        connection,
                        "select " + differ + " from " + keptIn + " k join " + facts.relation() + " l on "
                                + KeySql.same(facts.key(), "k", "l")
                                + " where k.\"caravanserai kind\" = 'changed' and k.\"caravanserai after\" is not null",
                        row -> {
                            ResultSetMetaData names = row.getMetaData();
                            List<String> changed = new ArrayList<>();
                            for (int i = 1; i <= names.getColumnCount(); i++) {
                                if (row.getBoolean(i)) {
                                    changed.add(names.getColumnLabel(i));
                                }
                            }
                            return changed;
                        })
                .orElseThrow();
    }
}

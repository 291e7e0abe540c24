package rows.change;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.DeadLetter;
import postgres.Identifier;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;
import postgres.TempTable;
import rows.diff.StagedDiff;

/**
 * Rows of one table that a restore put in, or changed, and that refer to rows that are not there, or to such as these.
 *
 * @param places of their differences
 */
public record Orphans(RowRestore restore, List<String> places, List<DeadLetter> letters) {

    private static final String FOREIGN_KEYS = Sql.read("rows/change/deferrable-foreign-keys.sql");

    /**
     * A foreign key that can wait.
     *
     * @param full whether all columns are null or none
     * @param relation what it points to, quoted
     * @param operators by which it compares, one a column
     */
    private record ForeignKey(
            String name,
            long table,
            boolean full,
            String relation,
            List<String> columns,
            List<String> referenced,
            List<String> operators) {

        /** Whether a row {@code l} wants a row {@code p}. */
        String wants() {
            return columns.stream()
                    .map(column -> "l." + Identifier.quote(column) + " is not null")
                    .collect(Collectors.joining(full ? " or " : " and ", "(", ")"));
        }

        String matches() {
            return IntStream.range(0, columns.size())
                    .mapToObj(i -> "p." + Identifier.quote(referenced.get(i)) + " " + operators.get(i) + " l."
                            + Identifier.quote(columns.get(i)))
                    .collect(Collectors.joining(" and "));
        }
    }

    /** What a restore did to its table. */
    private record Suspects(RowRestore restore, List<ForeignKey> foreignKeys, String orphans) {

        StagedDiff comparison() {
            return restore.comparison();
        }

        String keys(String prefix) {
            return Identifier.list(comparison().source().key(), prefix);
        }
    }

    /** Those of all tables, as they are now in the caller's transaction; tables that have none are left out. */
    static List<Orphans> among(Connection connection, List<RowRestore> restores) throws SQLException {
        Map<Long, Suspects> byTable = new LinkedHashMap<>();
        for (RowRestore restore : restores) {
            long table = restore.comparison().live().oid();
            byTable.put(
                    table,
                    new Suspects(
                            restore,
                            Query.list(connection, FOREIGN_KEYS, Orphans::foreignKey, table),
                            TempTable.name()));
        }
        for (Suspects suspects : byTable.values()) {
            Query.execute(
                    connection,
                    "create temporary table " + suspects.orphans
                            + " on commit drop as select d.ctid as \"caravanserai place\","
                            + " ''::text as \"caravanserai message\", d.\"caravanserai kind\", " + suspects.keys("d.")
                            + " from " + suspects.comparison().differences() + " d with no data");
        }
        // Who refers to an orphan that will not be there is one too.
        long found;
        do {
            found = 0;
            for (Suspects suspects : byTable.values()) {
                for (ForeignKey key : suspects.foreignKeys) {
                    found += Query.update(connection, find(suspects, key, byTable.get(key.table)));
                }
            }
        } while (found > 0);
        List<Orphans> all = new ArrayList<>();
        for (Suspects suspects : byTable.values()) {
            Orphans orphans = read(connection, suspects);
            if (!orphans.places.isEmpty()) {
                all.add(orphans);
            }
        }
        return all;
    }

    private static ForeignKey foreignKey(ResultSet row) throws SQLException {
        return new ForeignKey(
                row.getString("name"),
                row.getLong("referenced_table"),
                row.getBoolean("match_full"),
                row.getString("relation"),
                Query.texts(row, "columns"),
                Query.texts(row, "referenced"),
                Query.texts(row, "operators"));
    }

    private static String find(Suspects suspects, ForeignKey key, Suspects parents) {
        StagedDiff comparison = suspects.comparison();
        String orphaned = parents == null
                ? ""
                : " and not exists (select from " + parents.orphans
                        + " o where o.\"caravanserai kind\" = 'missing' and "
                        + parents.comparison().sameKey("o", "p") + ")";
        String message = "insert or update on table \""
                + comparison.live().name().name() + "\" violates foreign key constraint \"" + key.name + "\"";
        return "insert into " + suspects.orphans + " select d.ctid, " + Identifier.literal(message)
                + ", d.\"caravanserai kind\", " + suspects.keys("d.") + " from " + comparison.differences()
                + " d join " + comparison.live().relation() + " l on "
                + comparison.sameKey("l", "d") + " where d.\"caravanserai kind\" in ("
                + suspects.restore.touches() + ") and " + key.wants() + " and not exists (select from " + key.relation
                + " p where " + key.matches() + orphaned + ") and not exists (select from " + suspects.orphans
                + " o where o.\"caravanserai place\" = d.ctid)";
    }

    private static Orphans read(Connection connection, Suspects suspects) throws SQLException {
        StagedDiff comparison = suspects.comparison();
        List<String> places = new ArrayList<>();
        List<DeadLetter> letters = Query.list(
                connection,
                "select o.\"caravanserai place\"::text as place, o.\"caravanserai message\" as message,"
                        + " row_to_json(s.*)::text as values from " + suspects.orphans + " o join "
                        + comparison.wanted() + " s on "
                        + comparison.sameKey("s", "o"),
                row -> {
                    places.add(row.getString("place"));
                    return suspects.restore.letter(
                            null, SqlState.FOREIGN_KEY_VIOLATION, row.getString("message"), row.getString("values"));
                });
        return new Orphans(suspects.restore, places, letters);
    }

    /** They are dead letters from now on; nothing is done about them any more. */
    void reject(Connection connection) throws SQLException {
        Query.update(
                connection,
                "update " + restore.comparison().differences()
                        + " d set \"caravanserai kind\" = 'rejected' where d.ctid = any (?::tid[])",
                places.stream().collect(Collectors.joining("\",\"", "{\"", "\"}")));
        restore.reject(letters);
    }
}

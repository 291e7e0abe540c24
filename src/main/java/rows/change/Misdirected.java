package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import postgres.Identifier;
import postgres.Query;
import postgres.ReferringKey;
import postgres.SqlState;
import rows.diff.StagedDiff;

/**
 * Lost rows that refer to one whose key another row holds by now: put in they would belong to that. They are dead letters
 * as well.
 */
public final class Misdirected {

    private static final String KIND = "misdirected";

    private final Connection connection;
    private final List<RowRestore> restores;

    private Misdirected(Connection connection, List<RowRestore> restores) {
        this.connection = connection;
        this.restores = restores;
    }

    /** Rejects those of all tables; nothing was changed yet. */
    public static void reject(Connection connection, List<RowRestore> restores) throws SQLException {
        Misdirected misdirected = new Misdirected(connection, restores);
        for (RowRestore parent : restores.stream().filter(RowRestore::hasTaken).toList()) {
            for (ReferringKey key :
                    ReferringKey.to(connection, parent.comparison().live())) {
                misdirected.reject(parent, key);
            }
        }
    }

    private void reject(RowRestore parent, ReferringKey key) throws SQLException {
        for (RowRestore child : restores) {
            if (key.family().contains(child.comparison().live().oid())) {
                reject(child, parent, key);
            }
        }
    }

    private void reject(RowRestore child, RowRestore parent, ReferringKey key) throws SQLException {
        StagedDiff lost = child.comparison();
        StagedDiff taken = parent.comparison();
        String refers = " exists (select from " + lost.wanted() + " s where " + lost.sameKey("s", "d")
                + " and exists (select from " + taken.differences() + " p join " + taken.wanted() + " q on "
                + taken.sameKey("q", "p") + " where p.\"caravanserai kind\" = " + Identifier.literal(RowRestore.TAKEN)
                + " and " + key.hasItsValues("s", "q") + "))";
        String of = "d.\"caravanserai kind\" = 'missing' and" + refers;
        String reason = "the row of " + taken.live().name().display()
                + " that it refers to is a dead letter: put in it would belong to the newer row of that key";
        child.reject(Query.list(
                connection,
                "select row_to_json(s.*)::text as values from " + lost.differences() + " d join " + lost.wanted()
                        + " s on " + lost.sameKey("s", "d") + " where " + of,
                row -> child.letter(
                        key.columns().stream().collect(Collectors.joining(", ")),
                        SqlState.FOREIGN_KEY_VIOLATION,
                        reason,
                        row.getString("values"))));
        Query.update(
                connection,
                "update " + lost.differences() + " d set \"caravanserai kind\" = " + Identifier.literal(KIND)
                        + " where " + of);
    }
}

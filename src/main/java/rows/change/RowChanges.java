package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import postgres.Query;
import postgres.SqlState;
import postgres.Table;

/**
 * The changes that a restore makes in all its tables, as one: foreign keys that can wait do so until all is done. Rows that
 * then refer to nothing are rejected, and all is done again without them.
 */
public final class RowChanges {

    private final Connection connection;
    private final List<RowRestore> restores;
    private final List<RowCircle> parentsFirst = new ArrayList<>();

    public RowChanges(Connection connection, List<RowRestore> restores) throws SQLException {
        this.connection = connection;
        this.restores = restores;
        for (List<Table> circle : TableOrder.circles(
                connection,
                restores.stream().map(restore -> restore.comparison().live()).toList())) {
            parentsFirst.add(new RowCircle(
                    connection, circle.stream().map(this::restoreOf).toList()));
        }
    }

    private RowRestore restoreOf(Table table) {
        return restores.stream()
                .filter(restore -> restore.comparison().live() == table)
                .findFirst()
                .orElseThrow();
    }

    /** Makes them. */
    public void apply() throws SQLException {
        WaitingKeys waiting = new WaitingKeys(connection);
        Query.execute(connection, "savepoint caravanserai_all");
        boolean holds = holds();
        if (parentsFirst.stream().anyMatch(RowCircle::isBrokenUp)) {
            Query.execute(connection, "rollback to savepoint caravanserai_all");
            for (RowCircle circle : parentsFirst) {
                if (circle.isBrokenUp()) {
                    waiting.letWait(circle.tables());
                }
            }
            Query.execute(connection, "release savepoint caravanserai_all; savepoint caravanserai_all");
            holds = holds();
        }
        while (!holds) {
            List<Orphans> found = Orphans.among(connection, restores);
            Query.execute(connection, "rollback to savepoint caravanserai_all");
            if (found.isEmpty()) {
                // Something else than a missing row: with each row held to it at once it is known which row it was.
                Query.execute(connection, "set constraints all immediate");
                changeAll();
                break;
            }
            for (Orphans orphans : found) {
                orphans.reject(connection);
            }
            // What was rejected stays so.
            Query.execute(connection, "release savepoint caravanserai_all; savepoint caravanserai_all");
            holds = holds();
        }
        Query.execute(connection, "release savepoint caravanserai_all");
        waiting.wake();
    }

    /** Makes the changes; returns whether what had to wait holds now. If not, it goes on waiting. */
    private boolean holds() throws SQLException {
        changeAll();
        Query.execute(connection, "savepoint caravanserai_check");
        try {
            Query.execute(connection, "set constraints all immediate");
            return true;
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            Query.execute(connection, "rollback to savepoint caravanserai_check");
            return false;
        }
    }

    /** Children are deleted before their parents, and parents inserted before their children. */
    private void changeAll() throws SQLException {
        for (int i = parentsFirst.size() - 1; i >= 0; i--) {
            parentsFirst.get(i).delete();
        }
        for (RowCircle circle : parentsFirst) {
            circle.insertAndUpdate();
        }
        for (int i = parentsFirst.size() - 1; i >= 0; i--) {
            parentsFirst.get(i).deleteRest();
        }
    }
}

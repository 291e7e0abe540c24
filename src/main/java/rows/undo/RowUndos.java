package rows.undo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postgres.Savepoint;
import postgres.SqlState;
import postgres.Table;
import rows.change.OneStatement;
import rows.change.TableOrder;

/**
 * What a restore did to several tables, taken back: table by table, children gone before their parents and parents back
 * before their children; those that refer to each other in a circle at once.
 */
final class RowUndos {

    private final Connection connection;
    private final List<RowUndo> undos;
    private final long[] removed;
    private final long[] changedBack;
    private final long[] returned;

    RowUndos(Connection connection, List<RowUndo> undos) {
        this.connection = connection;
        this.undos = undos;
        removed = new long[undos.size()];
        changedBack = new long[undos.size()];
        returned = new long[undos.size()];
    }

    /** What became of the rows of one table. */
    record Done(long gone, long changedBack, long returned) {

        long all() {
            return gone + changedBack + returned;
        }
    }

    /** Takes it back; the answer is in the order of the tables. */
    List<Done> apply() throws SQLException {
        List<List<RowUndo>> parentsFirst = parentsFirst();
        List<List<RowUndo>> stillReferredTo = new ArrayList<>();
        for (int i = parentsFirst.size() - 1; i >= 0; i--) {
            List<RowUndo> circle = parentsFirst.get(i);
            // What goes now may hold what others are to have back alone; what refers to it may be about to change.
            if (inTheWay(SqlState.FOREIGN_KEY_VIOLATION, () -> remove(circle))) {
                stillReferredTo.add(circle);
            }
        }
        for (List<RowUndo> circle : parentsFirst) {
            if (inTheWay(SqlState.FOREIGN_KEY_VIOLATION, () -> bringBack(circle))) {
                bringBackAtOnce(circle);
            }
        }
        for (List<RowUndo> circle : stillReferredTo) {
            remove(circle);
        }
        List<Done> done = new ArrayList<>();
        // Some may have gone along with others, before their turn.
        boolean cascading = RowUndo.mayCascade(undos);
        for (int i = 0; i < undos.size(); i++) {
            done.add(new Done(cascading ? undos.get(i).gone() : removed[i], changedBack[i], returned[i]));
        }
        return done;
    }

    private List<List<RowUndo>> parentsFirst() throws SQLException {
        List<List<RowUndo>> circles = new ArrayList<>();
        for (List<Table> tables : TableOrder.circles(
                connection, undos.stream().map(RowUndo::table).toList())) {
            List<Long> oids = tables.stream().map(Table::oid).toList();
            circles.add(undos.stream()
                    .filter(undo -> oids.contains(undo.table().oid()))
                    .toList());
        }
        return circles;
    }

    private boolean inTheWay(String sqlstate, Savepoint.Attempt attempt) throws SQLException {
        return Savepoint.attempt(connection, SqlState.is(sqlstate), attempt).isPresent();
    }

    /** Foreign keys are looked at when all of a circle have gone. */
    private void remove(List<RowUndo> circle) throws SQLException {
        if (circle.size() == 1) {
            removed[undos.indexOf(circle.get(0))] = circle.get(0).removeInserted();
            return;
        }
        long[] rows = OneStatement.run(
                connection, circle.stream().map(RowUndo::removal).toList());
        for (int i = 0; i < rows.length; i++) {
            removed[undos.indexOf(circle.get(i))] = rows[i];
        }
    }

    private void bringBack(List<RowUndo> circle) throws SQLException {
        for (RowUndo undo : circle) {
            changedBack[undos.indexOf(undo)] = undo.changeBack();
            returned[undos.indexOf(undo)] = undo.insertDeleted();
        }
    }

    /** Foreign keys are looked at when all have come, and before that only where values were taken over from each other. */
    private void bringBackAtOnce(List<RowUndo> circle) throws SQLException {
        List<RowUndo> changing = circle.stream().filter(RowUndo::changesBack).toList();
        Optional<SQLException> taken =
                Savepoint.attempt(connection, SqlState::isTaken, () -> together(changing, circle));
        if (taken.isPresent()) {
            together(List.of(), circle);
            for (RowUndo undo : changing) {
                changedBack[undos.indexOf(undo)] = undo.changeBack();
            }
        }
    }

    private void together(List<RowUndo> changing, List<RowUndo> returning) throws SQLException {
        long[] rows = OneStatement.run(
                connection,
                Stream.concat(
                                changing.stream().map(RowUndo::change),
                                returning.stream().map(RowUndo::returning))
                        .toList());
        for (int i = 0; i < rows.length; i++) {
            int change = changing.size();
            if (i < change) {
                changedBack[undos.indexOf(changing.get(i))] = rows[i];
            } else {
                returned[undos.indexOf(returning.get(i - change))] = rows[i];
            }
        }
    }
}

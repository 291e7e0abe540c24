package rows.undo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postgres.Savepoint;
import postgres.SqlState;
import rows.change.OneStatement;

/** What a restore did to several tables, taken back: table by table or, where they refer to each other in a circle, at once. */
record RowUndos(Connection connection, List<RowUndo> undos) {

    /** What became of the rows of one table. */
    record Done(long gone, long changedBack, long returned) {

        long all() {
            return gone + changedBack + returned;
        }
    }

    /** Takes it back, in the order of the tables. */
    List<Done> apply() throws SQLException {
        List<Done> done = new ArrayList<>();
        Optional<SQLException> inTheWay = Savepoint.attempt(
                connection, SqlState.is(SqlState.FOREIGN_KEY_VIOLATION), () -> done.addAll(tableByTable()));
        return inTheWay.isEmpty() ? done : atOnce();
    }

    private List<Done> tableByTable() throws SQLException {
        long[] removed = new long[undos.size()];
        // Children before their parents, as their rows refer to those.
        for (int i = undos.size() - 1; i >= 0; i--) {
            removed[i] = undos.get(i).removeInserted();
        }
        List<Done> done = new ArrayList<>();
        for (int i = 0; i < undos.size(); i++) {
            RowUndo undo = undos.get(i);
            done.add(new Done(gone(i, removed), undo.changeBack(), undo.insertDeleted()));
        }
        return done;
    }

    /** Foreign keys are looked at when all rows have gone, and when all have come. */
    private List<Done> atOnce() throws SQLException {
        long[] removed = OneStatement.run(
                connection, undos.stream().map(RowUndo::removal).toList());
        List<RowUndo> changing = undos.stream().filter(RowUndo::changesBack).toList();
        long[] rows = OneStatement.run(
                connection,
                Stream.concat(
                                changing.stream().map(RowUndo::change),
                                undos.stream().map(RowUndo::returning))
                        .toList());
        List<Done> done = new ArrayList<>();
        for (int i = 0; i < undos.size(); i++) {
            int change = changing.indexOf(undos.get(i));
            done.add(new Done(gone(i, removed), change < 0 ? 0 : rows[change], rows[changing.size() + i]));
        }
        return done;
    }

    /** Some may have gone along with others, before their turn. */
    private long gone(int place, long[] removed) throws SQLException {
        return RowUndo.mayCascade(undos) ? undos.get(place).gone() : removed[place];
    }
}

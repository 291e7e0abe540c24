package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import postgres.Savepoint;
import postgres.Table;

/**
 * Tables that refer to each other in a circle, or one that is in none. Of a circle none can go before the other unless its
 * foreign keys can wait, so all of it is one statement, at whose end foreign keys are looked at.
 */
final class RowCircle {

    private final Connection connection;
    private final List<RowRestore> restores;
    /** Removals of rows that others may still refer to. */
    private final List<RowStep> remaining = new ArrayList<>();

    private boolean brokenUp;

    RowCircle(Connection connection, List<RowRestore> restores) {
        this.connection = connection;
        this.restores = restores;
    }

    /** Whether it could not change at once, so that rows may have been kept out by others that do not fit. */
    boolean isBrokenUp() {
        return brokenUp;
    }

    List<Table> tables() {
        return restores.stream().map(restore -> restore.comparison().live()).toList();
    }

    /** Removes what can go before anything comes: it may hold what others are to have alone. */
    void delete() throws SQLException {
        List<RowStep> steps = new ArrayList<>();
        for (RowRestore restore : restores) {
            restore.deletion().ifPresent(steps::add);
        }
        remaining.clear();
        if (!together(steps)) {
            for (RowStep step : steps) {
                if (!restoreOf(step).delete(step).isEmpty()) {
                    remaining.add(step);
                }
            }
        }
    }

    void insertAndUpdate() throws SQLException {
        List<RowStep> steps = new ArrayList<>(remaining);
        for (RowRestore restore : restores) {
            steps.addAll(restore.arrivals());
        }
        if (together(steps)) {
            remaining.clear();
            for (RowRestore restore : restores) {
                restore.advanceSequences();
            }
        } else {
            for (RowRestore restore : restores) {
                restore.insertAndUpdate();
            }
        }
    }

    /** Removes what could not go before: rows that referred to it may refer to others now. */
    void deleteRest() throws SQLException {
        for (RowStep step : remaining) {
            restoreOf(step).deleteRest(step);
        }
    }

    /** Whether they could be done at once; a single one is left to its table, which knows more ways. */
    private boolean together(List<RowStep> steps) throws SQLException {
        if (restores.size() == 1 || steps.isEmpty()) {
            return false;
        }
        boolean done = Savepoint.attempt(connection, () -> {
                    long[] rows = OneStatement.run(
                            connection, steps.stream().map(RowStep::statement).toList());
                    for (int i = 0; i < rows.length; i++) {
                        steps.get(i).check(rows[i]);
                    }
                    for (int i = 0; i < rows.length; i++) {
                        restoreOf(steps.get(i)).count(steps.get(i), rows[i]);
                    }
                })
                .isEmpty();
        brokenUp |= !done;
        return done;
    }

    private RowRestore restoreOf(RowStep step) {
        return restores.stream()
                .filter(restore -> restore.comparison() == step.diff())
                .findFirst()
                .orElseThrow();
    }
}

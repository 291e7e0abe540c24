package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;
import rows.diff.StagedDiff;

/** Changes of rows that are in each other's way, as when two have swapped a unique value: all at once, by whatever way goes. */
record RowExchange(Connection connection, StagedDiff diff, RowStatements statements) {

    /**
     * Makes them.
     *
     * @param steps what is to be done
     * @param which a condition on the differences {@code d} that are meant
     * @return how many rows changed, and how many are new; empty if there is no way
     */
    Optional<UniqueSwap.Swapped> run(List<RowStep> steps, String which) throws SQLException {
        Optional<UniqueSwap.Swapped> swapped = swap(which);
        return swapped.isPresent() ? swapped : withoutRules(steps, which);
    }

    private Optional<UniqueSwap.Swapped> swap(String which) throws SQLException {
        Optional<UniqueSwap> swap = statements.swap(which);
        List<UniqueSwap.Swapped> done = new ArrayList<>();
        if (swap.isPresent()) {
            Savepoint.attempt(connection, () -> swap.get().run(connection).ifPresent(done::add));
        }
        return done.stream().findFirst();
    }

    private Optional<UniqueSwap.Swapped> withoutRules(List<RowStep> steps, String which) throws SQLException {
        long[] rows = new long[StagedDiff.Kind.values().length];
        Optional<SQLException> inTheWay =
                RulesAside.run(connection, List.of(diff.live().name()), () -> {
                    // What is changed gives up what is missing.
                    for (StagedDiff.Kind kind : List.of(StagedDiff.Kind.CHANGED, StagedDiff.Kind.MISSING)) {
                        rows[kind.ordinal()] = 0;
                        for (RowStep step : steps) {
                            if (step.kind() == kind) {
                                rows[kind.ordinal()] = changed(step, which);
                            }
                        }
                    }
                });
        return inTheWay.isPresent()
                ? Optional.empty()
                : Optional.of(new UniqueSwap.Swapped(
                        rows[StagedDiff.Kind.CHANGED.ordinal()], rows[StagedDiff.Kind.MISSING.ordinal()]));
    }

    /** All of them or, as a row's fault, none. */
    private long changed(RowStep step, String which) throws SQLException {
        long wanted = Query.first(
                        connection,
                        "select count(*) from " + diff.differences() + " d where d.\"caravanserai kind\" = "
                                + Identifier.literal(StagedDiff.text(step.kind())) + " and " + which,
                        row -> row.getLong(1))
                .orElseThrow();
        long changed = Query.update(connection, step.statement() + " and " + which);
        if (changed < wanted) {
            throw new SQLException("rows were not changed", UniqueSwap.TRIGGERED_CHANGE);
        }
        return changed;
    }
}

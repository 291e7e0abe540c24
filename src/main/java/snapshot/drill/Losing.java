package snapshot.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableLocks;
import postgres.ChangedRows;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Triggers;
import rows.change.OneStatement;

/** The loss itself, in the caller's transaction: exactly the rows that were backed up go, and nothing else of anybody's. */
final class Losing {

    /** What was not backed up is not lost: more than that it cannot become. */
    private static final long UNBOUNDED = Integer.MAX_VALUE;

    private static final String HINT = "nothing was deleted";

    private final Connection connection;
    private final List<DrilledTable> tables;
    private final Cascade cascade;

    private Losing(Connection connection, List<DrilledTable> tables, Cascade cascade) {
        this.connection = connection;
        this.tables = tables;
        this.cascade = cascade;
    }

    /**
     * What went.
     *
     * @param ofRoot rows of the drilled table
     * @param notHeld rows that were not lost, as what they are to come back from does not hold them as they are
     */
    record Lost(long ofRoot, List<Drill.Lost> tables, long notHeld) {}

    /**
     * Loses those of the sampled rows that are still what was backed up, with all that refers to them.
     *
     * @throws ProblemException if others would go too, or not all of them would
     */
    static Lost lose(Connection connection, TableLocks locks, List<DrilledTable> tables, JsonNode sampled)
            throws SQLException {
        DrilledTable root = tables.get(0);
        StringBuilder keys = new StringBuilder(root.unchanged(sampled));
        long notHeld = -1;
        while (true) {
            Cascade cascade = new Cascade(connection, locks, root.live(), UNBOUNDED);
            cascade.lose(keys.toString());
            cascade.follow();
            Losing losing = new Losing(connection, tables, cascade);
            notHeld = notHeld < 0 ? losing.notHeld() : notHeld;
            Optional<String> spared = cascade.spared(tables);
            if (spared.isEmpty()) {
                return losing.lose(notHeld);
            }
            keys.append(" and not ").append(cascade.root().in(spared.get(), "t"));
        }
    }

    private Lost lose(long notHeld) throws SQLException {
        List<Drill.Lost> lost = new ArrayList<>();
        List<String> deletes = new ArrayList<>();
        for (Touched touched : cascade.touched()) {
            DrilledTable table = known(touched);
            lost.add(new Drill.Lost(
                    table.place(), table.keepLost(connection, touched), cascade.blankedColumns(touched)));
            deletes.add(table.delete(touched));
        }
        SessionSettings.ordinaryNames(connection);
        Triggers triggers = Triggers.asleep(connection, DrilledTable.allLive(tables));
        ChangedRows changed = ChangedRows.from(connection);
        // Foreign keys are looked at when all of them are gone, and those that cascade find nothing left to delete.
        long[] gone = OneStatement.run(connection, deletes);
        triggers.wake();
        refuseOthers(changed.elsewhere(connection, DrilledTable.allLive(tables)));
        SessionSettings.exact(connection);
        for (int i = 0; i < gone.length; i++) {
            refuseLeft(cascade.touched().get(i), gone[i]);
        }
        return new Lost(gone[0], lost, notHeld);
    }

    private long notHeld() throws SQLException {
        long rows = 0;
        for (Touched touched : cascade.touched()) {
            Optional<DrilledTable> table = tables.stream()
                    .filter(one -> one.live().name().equals(touched.table().name()))
                    .findFirst();
            if (table.isPresent() && table.get().via() != null) {
                rows += count("select count(*) from " + touched.table().relation() + " t where "
                        + touched.in(touched.deleted(), "t") + " and "
                        + table.get().isBackedUp("t") + " and not "
                        + table.get().isHeld("t"));
            }
        }
        return rows;
    }

    private static void refuseOthers(List<ChangedRows.InTable> others) {
        if (!others.isEmpty()) {
            throw new ProblemException(Problem.refused(
                    "the loss would change rows that nobody backed up: "
                            + others.stream()
                                    .map(one ->
                                            one.changes() + " of " + one.table().display())
                                    .collect(Collectors.joining(", ")),
                    HINT));
        }
    }

    /** What is said to be lost is. */
    private void refuseLeft(Touched touched, long gone) throws SQLException {
        long wanted = count("select count(*) from " + touched.deleted());
        long left = count("select count(*) from " + touched.table().relation() + " t where "
                + touched.in(touched.deleted(), "t"));
        if (gone != wanted || left > 0) {
            throw new ProblemException(Problem.refused(
                    touched.table().name().display() + " does not lose what it is told to: " + gone + " of " + wanted
                            + " rows were deleted, and " + left + " are still there",
                    HINT));
        }
    }

    private long count(String select) throws SQLException {
        return Query.first(connection, select, row -> row.getLong(1)).orElseThrow();
    }

    private DrilledTable known(Touched touched) {
        return tables.stream()
                .filter(table -> table.live().name().equals(touched.table().name()))
                .findFirst()
                .orElseThrow();
    }
}

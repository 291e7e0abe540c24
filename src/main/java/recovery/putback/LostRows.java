package recovery.putback;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Table;
import postgres.TableName;
import rows.change.RowChoice;
import rows.diff.RowSource;

/** The tables that are meant of a recovered server, and their rows there. */
record LostRows(RecoveredState state, LostTables tables) implements AutoCloseable {

    LostRows {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(tables, "tables");
    }

    List<RowSource> rows() throws SQLException {
        return state.rows(tables.tables());
    }

    /** Those of the tables that are not there any more. */
    List<TableName> gone(Connection live) throws SQLException {
        Set<TableName> there =
                Catalog.all(live, tables.tables()).stream().map(Table::name).collect(Collectors.toSet());
        return tables.tables().stream().filter(table -> !there.contains(table)).toList();
    }

    /**
     * Looks at what is wanted of tables that are not there.
     *
     * @throws ProblemException if that cannot be
     */
    void check(PutBackRequest request, Connection live) throws SQLException {
        List<TableName> gone = gone(live);
        if (!gone.isEmpty() && (request.rows() == RowChoice.CHANGED || request.keys() != null)) {
            throw new ProblemException(Problem.refused(
                    gone.get(0).display() + " is not there any more: all of its rows are missing, and none is changed",
                    "put it back as a whole, with \"rows\": \"missing\" and without keys"));
        }
        tables.refuseLonePartitions(state, live);
    }

    @Override
    public void close() throws SQLException {
        state.close();
    }
}

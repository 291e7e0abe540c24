package rows.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.Problem;
import ledger.ProblemException;
import postgres.SessionSettings;
import postgres.Table;
import rows.diff.ColumnPairs;
import rows.diff.RowSource;

/** Originals whose rows cannot be told apart: only whether all of them are what was kept can be seen. */
final class KeylessTables {

    private final Connection connection;
    private final List<String> others = new ArrayList<>();

    KeylessTables(Connection connection) {
        this.connection = connection;
    }

    /** Whether a table has no key, now or then. */
    static boolean isOne(RowSource contents, Table live) {
        return live.kind().isTable()
                && (contents.key().isEmpty() || live.primaryKey().isEmpty());
    }

    /** Whether it holds the rows that were kept; one that does not is remembered. */
    boolean isAsItWas(RowSource contents, Table live) throws SQLException {
        SessionSettings.exact(connection);
        ColumnPairs columns = ColumnPairs.of(contents.columns(), live.writable());
        boolean same = columns.hashesCompare()
                && contents.hashOf(connection, live.relation()).equals(contents.contentHash());
        if (!same) {
            others.add(live.name().display());
        }
        return same;
    }

    /**
     * All others are named at once.
     *
     * @throws ProblemException if there are any
     */
    void refuseOthers() {
        if (!others.isEmpty()) {
            throw new ProblemException(Problem.refused(
                    "without a primary key rows cannot be told apart, and those of " + String.join(", ", others)
                            + " are not what was kept",
                    "restore " + (others.size() == 1 ? "it" : "them")
                            + " beside the original and compare there, and name the other tables here"));
        }
    }
}

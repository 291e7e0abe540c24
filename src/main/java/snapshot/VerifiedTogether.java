package snapshot;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import ledger.ProblemException;
import ledger.ProblemType;
import postgres.SqlState;
import postgres.TableName;
import postgres.Transactions;
import rows.diff.RowSource;
import rows.restore.TableRestore;

/**
 * Small tables of a set, restored into one scratch schema together: making and undoing that schema takes longer than their
 * rows. Only when all are what was kept it has an answer; else each is looked at alone.
 */
final class VerifiedTogether {

    /** Each takes some of the server's locks. */
    private static final int MOST_TABLES = 50;

    private static final long MOST_BYTES = 1L << 20;

    private VerifiedTogether() {}

    /** All of them in their order, those together that are small and have no name in common. */
    static List<List<RowSource>> groups(List<RowSource> all) {
        List<List<RowSource>> groups = new ArrayList<>();
        List<RowSource> group = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long bytes = 0;
        for (RowSource contents : all) {
            long more = bytesOf(contents);
            boolean fits = group.size() < MOST_TABLES
                    && bytes + more <= MOST_BYTES
                    && !names.contains(contents.table().name());
            if (!fits && !group.isEmpty()) {
                groups.add(group);
                group = new ArrayList<>();
                names.clear();
                bytes = 0;
            }
            group.add(contents);
            names.add(contents.table().name());
            bytes += more;
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    /** What is no file is never looked at together with others. */
    private static long bytesOf(RowSource contents) {
        return contents instanceof SetRows inFile ? inFile.facts().bytes() : MOST_BYTES + 1;
    }

    /** Whether there are several, and each is, byte for byte and row for row, what was kept. */
    static boolean areEqual(Connection connection, UUID run, List<RowSource> group) throws SQLException, IOException {
        if (group.size() < 2) {
            return false;
        }
        for (RowSource contents : group) {
            if (((SetRows) contents).faultOfBytes() != null) {
                return false;
            }
        }
        try {
            return Transactions.undone(
                    connection, same -> TableRestore.areEqual(same, group, table -> scratch(run, table)));
        } catch (ProblemException e) {
            if (e.problem().is(ProblemType.TOO_LARGE)) {
                throw e;
            }
            return false;
        } catch (IOException e) {
            return false;
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            return false;
        }
    }

    /** Where a table is restored to: never there for anybody else, and gone whatever happens. */
    static TableName scratch(UUID run, TableName table) {
        return new TableName("caravanserai_scratch_" + run, table.name());
    }
}

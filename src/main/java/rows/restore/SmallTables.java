package rows.restore;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ledger.ProblemException;
import postgres.BucketHashes;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.TableName;
import postgres.definition.Ddl;
import rows.diff.RowSource;

/** Small tables that are made together: going to the server for each step of each takes longer than their rows. */
final class SmallTables {

    private static final int MOST_TABLES = 50;
    private static final long MOST_ROWS = 1_000;

    private SmallTables() {}

    /** All of them in their order, those together that are small and wait for nothing that is made between them. */
    static List<List<RowSource>> groups(List<RowSource> all) {
        List<List<RowSource>> groups = new ArrayList<>();
        List<RowSource> group = new ArrayList<>();
        for (RowSource contents : all) {
            if (!isSmall(contents) || group.size() == MOST_TABLES) {
                close(groups, group);
            }
            if (isSmall(contents)) {
                group.add(contents);
            } else {
                groups.add(List.of(contents));
            }
        }
        close(groups, group);
        return groups;
    }

    private static void close(List<List<RowSource>> groups, List<RowSource> group) {
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
            group.clear();
        }
    }

    static boolean isSmall(RowSource contents) {
        return contents.rows() <= MOST_ROWS
                && contents.definition().partitioning() == null
                && !SequenceOrder.namesOthers(contents);
    }

    /**
     * Makes them as {@link TableRestore#make} makes one.
     *
     * @param targets what each is called here
     * @return false if any could not be made, or has other rows than were kept: then none is there
     */
    static boolean make(Connection connection, List<RowSource> group, Map<TableName, TableName> targets)
            throws SQLException, IOException {
        Query.execute(connection, "savepoint caravanserai_small");
        boolean made = false;
        try {
            made = areMade(connection, group, targets);
        } catch (ProblemException e) {
            // Whoever makes each alone says so.
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
        }
        Query.execute(
                connection,
                (made ? "" : "rollback to savepoint caravanserai_small; ") + "release savepoint caravanserai_small");
        return made;
    }

    private static boolean areMade(Connection connection, List<RowSource> group, Map<TableName, TableName> targets)
            throws SQLException, IOException {
        SessionSettings.exact(connection);
        List<String> first = new ArrayList<>();
        List<String> last = new ArrayList<>();
        for (RowSource contents : group) {
            Ddl ddl = Ddl.of(contents.definition(), targets.get(contents.table()));
            first.addAll(ddl.schemas());
            first.addAll(ddl.types());
            first.addAll(ddl.sharedSequences());
            first.addAll(ddl.createTableWithKeys());
            last.addAll(ddl.checks());
            last.addAll(ddl.indexes());
            last.addAll(ddl.comments());
            last.addAll(ddl.sequencePositions());
        }
        Query.executeAll(connection, first.stream().distinct().toList());
        List<BucketHashes.Rows> rows = new ArrayList<>();
        for (RowSource contents : group) {
            TableName target = targets.get(contents.table());
            contents.copyInto(connection, target);
            rows.add(new BucketHashes.Rows(target.quoted(), contents.columns(), null));
        }
        List<String> hashes = BucketHashes.of(connection, rows).stream()
                .map(BucketHashes::hash)
                .toList();
        if (!hashes.equals(group.stream().map(RowSource::contentHash).toList())) {
            return false;
        }
        Query.executeAll(connection, last);
        return true;
    }
}

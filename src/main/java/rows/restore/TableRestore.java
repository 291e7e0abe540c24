package rows.restore;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;
import postgres.BucketHashes;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;
import postgres.SqlState;
import postgres.TableName;
import postgres.definition.AddedConstraint;
import postgres.definition.Ddl;
import postgres.definition.Names;
import postgres.definition.TableDefinition;
import rows.change.SequenceAdvance;
import rows.diff.RowSource;

/** Makes a table of a snapshot's rows, in the caller's transaction, and proves that they are the rows that were kept. */
public final class TableRestore {

    private static final String BUILDING = Sql.read("postgres/before-building.sql");

    private TableRestore() {}

    /** How much of the table is made again. */
    public enum Extent {
        /** Columns and rows. */
        ROWS,
        /** Keys, checks and indexes too; what points to other tables is left out. */
        STANDING_ALONE,
        /** All of it. */
        WHOLE
    }

    /**
     * Makes the table and fills it.
     *
     * @return the content hash of the rows in it, which is the snapshot's
     * @throws ProblemException if a table of that name is there, or its rows are not those that were kept
     */
    public static String make(Connection connection, RowSource contents, TableName target, Extent extent)
            throws SQLException, IOException {
        refuseExisting(connection, target);
        TableDefinition definition = contents.definition();
        Ddl ddl = Ddl.of(definition, target);
        SessionSettings.exact(connection);
        run(connection, ddl.schemas());
        run(connection, ddl.types());
        if (extent != Extent.ROWS) {
            run(connection, ddl.sharedSequences());
        }
        run(connection, ddl.createTable());
        contents.copyInto(connection, target);
        String hash = BucketHashes.of(connection, target.quoted(), contents.columns(), null)
                .hash();
        if (!hash.equals(contents.contentHash())) {
            throw new ProblemException(notEqual(contents, target, hash));
        }
        if (extent != Extent.ROWS) {
            Query.execute(connection, BUILDING);
            run(connection, ddl.keys());
            run(connection, ddl.checks());
            run(connection, ddl.indexes());
            run(connection, ddl.comments());
            run(connection, ddl.sequencePositions());
        }
        return hash;
    }

    /** What has to wait until all tables of a restore are there. */
    static void connect(Connection connection, RowSource contents) throws SQLException {
        Ddl ddl = Ddl.of(contents.definition());
        run(connection, ddl.foreignKeys());
        run(connection, ddl.settings());
        run(connection, ddl.triggers());
        run(connection, ddl.policies());
        SequenceAdvance.shared(connection, contents.definition());
    }

    /**
     * Foreign keys among copies that were made together, each to the copy and not to the original. Chosen rows need not
     * have those that they refer to.
     *
     * @param copies what the tables are called, by the originals
     * @return what could not be, in words: the rows are as they were kept, whatever that breaks
     */
    static List<String> connectCopy(Connection connection, RowSource contents, Map<TableName, TableName> copies)
            throws SQLException {
        List<String> notes = new ArrayList<>();
        if (contents.chosen()) {
            return notes;
        }
        TableName copy = copies.get(contents.table());
        Ddl ddl = Ddl.of(contents.definition(), Names.of(contents.definition(), copy, copies));
        List<AddedConstraint> keys = copies.keySet().stream()
                .flatMap(original -> ddl.foreignKeysTo(original).stream())
                .toList();
        for (AddedConstraint key : keys) {
            Query.execute(connection, "savepoint caravanserai_copy");
            try {
                Query.execute(connection, key.statement());
            } catch (SQLException e) {
                if (!SqlState.isRowsFault(e)) {
                    throw e;
                }
                Query.execute(connection, "rollback to savepoint caravanserai_copy");
                notes.add(copy.display() + " lacks its foreign key " + key.name() + ": "
                        + e.getMessage().lines().findFirst().orElse(""));
            }
            Query.execute(connection, "release savepoint caravanserai_copy");
        }
        return notes;
    }

    private static Problem notEqual(RowSource contents, TableName target, String hash) {
        return Problem.notEqual(
                "the rows of " + target.display() + " have the hash " + hash + " and not " + contents.contentHash()
                        + " as " + contents.place() + " should",
                "verify the snapshot; nothing of this restore was kept");
    }

    private static void refuseExisting(Connection connection, TableName target) throws SQLException {
        boolean there = Query.first(
                        connection, "select to_regclass(?) is not null", row -> row.getBoolean(1), target.quoted())
                .orElseThrow();
        if (there) {
            throw new ProblemException(Problem.conflict(
                    "there is a table " + target.display() + " already",
                    "drop it, or restore into a name of your own"));
        }
    }

    private static void run(Connection connection, List<String> statements) throws SQLException {
        for (String statement : statements) {
            Query.execute(connection, statement);
        }
    }
}

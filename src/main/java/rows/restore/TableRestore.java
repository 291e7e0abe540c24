package rows.restore;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import ledger.Problem;
import ledger.ProblemException;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Query;
import postgres.Savepoint;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.TableName;
import postgres.definition.AddedConstraint;
import postgres.definition.Ddl;
import postgres.definition.Names;
import rows.change.SequenceAdvance;
import rows.diff.RowSource;
import rows.place.PlacedTable;
import rows.place.Swap;
import rows.place.TableBuilder;

/** Makes a table of a snapshot's rows, in the caller's transaction, and proves that they are the rows that were kept. */
public final class TableRestore {

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
        create(connection, contents, target, extent);
        return fill(connection, contents, target, extent);
    }

    /**
     * Makes several tables of rows alone, and looks whether all of them are what was kept: going to each by itself takes
     * longer than the rows of small ones.
     *
     * @param called what each is called here, by its original
     */
    public static boolean areEqual(
            Connection connection, List<RowSource> several, Function<TableName, TableName> called)
            throws SQLException, IOException {
        SessionSettings.exact(connection);
        List<String> statements = new ArrayList<>();
        for (RowSource contents : several) {
            Ddl ddl = Ddl.of(contents.definition(), called.apply(contents.table()));
            statements.addAll(ddl.schemas());
            statements.addAll(ddl.types());
            statements.addAll(ddl.createTable());
        }
        Query.executeAll(connection, statements);
        List<BucketHashes.Rows> rows = new ArrayList<>();
        for (RowSource contents : several) {
            TableName target = called.apply(contents.table());
            contents.copyInto(connection, target);
            rows.add(new BucketHashes.Rows(target.quoted(), contents.columns(), null));
        }
        return BucketHashes.of(connection, rows).stream()
                .map(BucketHashes::hash)
                .toList()
                .equals(several.stream().map(RowSource::contentHash).toList());
    }

    /** Whether the rows may come before the transaction that makes the table, by whoever: it is large, and needs no other. */
    public static boolean mayBeStaged(RowSource contents) {
        return !SmallTables.isSmall(contents)
                && !SequenceOrder.namesOthers(contents)
                && !contents.columns().isEmpty();
    }

    /**
     * Proves that a table that others have filled holds the rows that were kept, and makes the rest of what stands alone.
     *
     * @param placed where it is, and where it will be
     * @throws ProblemException if its rows are others
     */
    public static void complete(Connection connection, RowSource contents, PlacedTable placed) throws SQLException {
        SessionSettings.exact(connection);
        String hash = contents.hashOf(connection, placed.staged().quoted());
        if (!hash.equals(contents.contentHash())) {
            throw new ProblemException(notEqual(contents, placed.name(), hash));
        }
        new TableBuilder(connection, placed.staging()).complete();
    }

    /** Puts such a table in its place. */
    static String place(Connection connection, RowSource contents, TableName target) throws SQLException {
        refuseExisting(connection, target);
        SessionSettings.exact(connection);
        PlacedTable placed =
                new PlacedTable(contents.definition(), contents.staged(), Names.of(contents.definition(), target));
        new TableBuilder(connection, Ddl.of(contents.definition(), target)).makeSurroundings();
        new Swap(connection, List.of(placed)).intoFreePlaces();
        return contents.contentHash();
    }

    /** The first half: the table without rows, which values of others may name from then on. */
    static void create(Connection connection, RowSource contents, TableName target, Extent extent) throws SQLException {
        if (extent != Extent.ROWS) {
            refuseExisting(connection, target);
        }
        SessionSettings.exact(connection);
        TableBuilder builder = new TableBuilder(connection, Ddl.of(contents.definition(), target));
        if (extent == Extent.ROWS) {
            builder.makeAlone();
        } else {
            builder.makeWithSharedSequences();
        }
    }

    /** The second half. */
    static String fill(Connection connection, RowSource contents, TableName target, Extent extent)
            throws SQLException, IOException {
        SessionSettings.exact(connection);
        contents.copyInto(connection, target);
        String hash = BucketHashes.of(connection, target.quoted(), contents.columns(), null)
                .hash();
        if (!hash.equals(contents.contentHash())) {
            throw new ProblemException(notEqual(contents, target, hash));
        }
        if (extent != Extent.ROWS) {
            new TableBuilder(connection, Ddl.of(contents.definition(), target)).complete();
        }
        return hash;
    }

    /**
     * What has to wait until all tables of a restore are there.
     *
     * @return what it is left without, in words
     */
    static List<String> connect(Connection connection, RowSource contents) throws SQLException {
        TableBuilder builder = new TableBuilder(connection, Ddl.of(contents.definition()));
        builder.connect();
        List<String> leftOut = builder.makeTriggersAndPolicies();
        SequenceAdvance.shared(connection, contents.definition());
        return leftOut.stream()
                .map(what -> contents.table().display() + " is restored without " + what)
                .toList();
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
        if (contents.chosen() || !contents.definition().refersToOthers()) {
            return notes;
        }
        TableName copy = copies.get(contents.table());
        Ddl ddl = Ddl.of(contents.definition(), Names.of(contents.definition(), copy, copies));
        List<AddedConstraint> keys = copies.keySet().stream()
                .flatMap(original -> ddl.foreignKeysTo(original).stream())
                .toList();
        for (AddedConstraint key : keys) {
            Savepoint.attempt(connection, () -> Query.execute(connection, key.statement()))
                    .ifPresent(e -> notes.add(
                            copy.display() + " lacks its foreign key " + key.name() + ": " + SqlState.firstLine(e)));
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
        if (Catalog.exists(connection, target)) {
            throw new ProblemException(Problem.conflict(
                    "there is a table " + target.display() + " already",
                    "restore into another name, or beside, which takes one that is free"));
        }
    }
}

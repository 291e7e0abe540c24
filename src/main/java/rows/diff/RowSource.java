package rows.diff;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import ledger.ProblemException;
import ledger.TableLocks;
import postgres.BucketHashes;
import postgres.Column;
import postgres.Identifier;
import postgres.KeyBuckets;
import postgres.TableName;
import postgres.definition.Names;
import postgres.definition.TableDefinition;

/**
 * Rows of a table as they were at some moment, wherever they are: in a file, in another table, on another server. They
 * are held against the live table, and put back into it or beside it.
 */
public interface RowSource {

    /** The table they were taken from. */
    TableName table();

    /** Where they are kept, as the answer and the dead letters call it. */
    String place();

    long rows();

    /** Whether these are only some of the rows that the table had. */
    boolean chosen();

    /** The hash of all rows over {@link #columns()}. */
    String contentHash();

    /** The primary key's columns at that time, empty when there was none. */
    List<String> key();

    /** The columns that are kept; one that the server computes is not. */
    List<Column> columns();

    /** The table as it was. */
    TableDefinition definition();

    /** How the hashes are cut; null for a table without a key. */
    KeyBuckets buckets();

    /** The content hash of every bucket. */
    BucketHashes hashes(Connection connection) throws SQLException, IOException;

    /** Where those come from: beside the rows, or from the rows. */
    default String placeOfHashes() {
        return place();
    }

    /** Whether {@link #relation} gives a copy of the rows, which may be none of what was hashed. */
    default boolean isCopied() {
        return true;
    }

    /**
     * Makes the rows readable by SQL in the caller's transaction.
     *
     * @param buckets only the rows of these buckets, or all if empty
     * @return what to select from
     */
    String relation(Connection connection, Optional<List<Long>> buckets) throws SQLException, IOException;

    /** What the table is called where it is made already, with its rows, and only has to be put in its place; null as a rule. */
    default Names staged() {
        return null;
    }

    /** Puts all rows into a table of the same columns that the caller's transaction made; returns how many. */
    long copyInto(Connection connection, TableName target) throws SQLException, IOException;

    /**
     * Nobody changes the rows where they are, until the caller's transaction ends.
     *
     * @throws ProblemException if somebody is at work on them
     */
    default void keepAsTheyAre(TableLocks locks) throws SQLException {
        // As a rule nobody can.
    }

    /** All tables that are known as they were at that moment: some of them may have referred to this one. */
    default List<TableDefinition> neighbours() {
        return List.of(definition());
    }

    /** The columns as a list behind a table's name; no column at all is no list. */
    static String list(List<Column> columns) {
        return columns.isEmpty()
                ? ""
                : " (" + Identifier.list(columns.stream().map(Column::name).toList()) + ")";
    }

    /** The hash of the rows that a relation holds now, over these columns. */
    default String hashOf(Connection connection, String relation) throws SQLException {
        return BucketHashes.of(connection, relation, columns(), null).hash();
    }
}

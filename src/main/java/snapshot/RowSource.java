package snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ledger.Problem;
import ledger.ProblemException;
import postgres.BucketHashes;
import postgres.Column;
import postgres.Copy;
import postgres.Identifier;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.SqlState;
import postgres.TableName;
import postgres.TempTable;
import postgres.definition.TableDefinition;
import snapshot.format.BinaryRows;
import snapshot.format.TableFiles;

/** The rows of one table in a snapshot, wherever they are kept. */
public sealed interface RowSource permits RowSource.InFile, RowSource.InTable, PipedTable {

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

    /** Puts all rows into a table of the same columns that the caller's transaction made; returns how many. */
    long copyInto(Connection connection, TableName target) throws SQLException, IOException;

    /** Rows in a file of a set. */
    record InFile(Repository.StoredSet set, Manifest.TableFacts facts) implements RowSource {

        @Override
        public TableName table() {
            return facts.name();
        }

        @Override
        public String place() {
            return set.manifest().id() + "/" + facts.data().name();
        }

        @Override
        public long rows() {
            return facts.rows();
        }

        @Override
        public boolean chosen() {
            return facts.where() != null;
        }

        @Override
        public String contentHash() {
            return facts.contentHash();
        }

        @Override
        public List<String> key() {
            return facts.key();
        }

        @Override
        public List<Column> columns() {
            return facts.columns();
        }

        @Override
        public TableDefinition definition() {
            return facts.definition();
        }

        @Override
        public KeyBuckets buckets() {
            return facts.buckets();
        }

        @Override
        public BucketHashes hashes(Connection connection) {
            String name = facts.hashes().name();
            try {
                return HashesFile.read(set.folder().resolve(name));
            } catch (IOException e) {
                throw damaged(name, e);
            }
        }

        @Override
        public String placeOfHashes() {
            return set.manifest().id() + "/" + facts.hashes().name();
        }

        private ProblemException damaged(String name, Exception e) {
            return new ProblemException(Problem.refused(
                    set.manifest().id() + "/" + name + " cannot be read: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "verify the snapshot, or take an older one; nothing was changed"));
        }

        /** A temporary table; what is not asked for is left out on the way, so that the file is read once and no more. */
        @Override
        public String relation(Connection connection, Optional<List<Long>> wanted) throws SQLException, IOException {
            String stage = TempTable.create(connection, columns());
            if (wanted.isEmpty()) {
                copy(connection, stage, "csv", "", RowSource::sendAll);
            } else if (buckets().ranges() == null) {
                copy(
                        connection,
                        stage,
                        "csv",
                        " where " + buckets().among(columns(), "", wanted.get()),
                        RowSource::sendAll);
            } else if (!wanted.get().isEmpty()) {
                copy(connection, stage, "csv", "", ofBuckets(wanted.get())::send);
            }
            Query.execute(connection, "analyze " + stage);
            return stage;
        }

        private BucketFilter ofBuckets(List<Long> wanted) {
            List<String> names = columns().stream().map(Column::name).toList();
            return new BucketFilter(names.indexOf(key().get(0)), buckets().ranges(), Set.copyOf(wanted));
        }

        @Override
        public long copyInto(Connection connection, TableName target) throws SQLException, IOException {
            // In a table that this transaction made rows may be written as they will be for good; a partitioned one
            // refuses.
            String freeze = definition().partitioning() == null ? ", freeze" : "";
            Optional<BinaryRows> binary = BinaryRows.of(columns());
            return binary.isPresent()
                    ? copy(connection, target.quoted(), "binary" + freeze, "", binary.get()::send)
                    : copy(connection, target.quoted(), "csv" + freeze, "", RowSource::sendAll);
        }

        private long copy(Connection connection, String target, String format, String where, Sender sender)
                throws SQLException, IOException {
            Path file = set.folder().resolve(facts.data().name());
            String copy = "copy " + target + RowSource.list(columns()) + " from stdin (format " + format + ")" + where;
            try (InputStream rows = new TableFiles().readAsCsv(set.manifest().files(), file);
                    Copy in = Copy.in(connection, copy)) {
                sender.send(rows, in);
                return in.end();
            } catch (IOException e) {
                throw damaged(facts.data().name(), e);
            } catch (SQLException e) {
                if (!SqlState.isRowsFault(e)) {
                    throw e;
                }
                throw damaged(facts.data().name(), e);
            }
        }
    }

    /** Sends rows of CSV to the server, all or some. */
    @FunctionalInterface
    interface Sender {
        void send(InputStream rows, Copy out) throws SQLException, IOException;
    }

    private static void sendAll(InputStream rows, Copy out) throws SQLException, IOException {
        byte[] block = new byte[1 << 18];
        for (int got = rows.read(block); got >= 0; got = rows.read(block)) {
            out.write(block, 0, got);
        }
    }

    /** Rows in a table of the same database. */
    record InTable(BackupTable backup, TableDefinition definition) implements RowSource {

        @Override
        public TableName table() {
            return backup.of();
        }

        @Override
        public String place() {
            return backup.name().display();
        }

        @Override
        public long rows() {
            return backup.rows();
        }

        @Override
        public boolean chosen() {
            return backup.selection() != null;
        }

        @Override
        public String contentHash() {
            return backup.contentHash();
        }

        @Override
        public List<String> key() {
            return backup.key();
        }

        @Override
        public List<Column> columns() {
            return backup.columns();
        }

        @Override
        public KeyBuckets buckets() {
            return backup.buckets();
        }

        @Override
        public BucketHashes hashes(Connection connection) throws SQLException {
            return BucketHashes.of(connection, backup.name().quoted(), columns(), buckets());
        }

        @Override
        public boolean isCopied() {
            return false;
        }

        @Override
        public String relation(Connection connection, Optional<List<Long>> wanted) {
            return wanted.map(list -> "(select * from " + backup.name().quoted() + " b where "
                            + buckets().among(columns(), "b.", list) + ")")
                    .orElse(backup.name().quoted());
        }

        @Override
        public long copyInto(Connection connection, TableName target) throws SQLException {
            String names = Identifier.list(columns().stream().map(Column::name).toList());
            return Query.update(
                    connection,
                    "insert into " + target.quoted() + RowSource.list(columns()) + " overriding system value select "
                            + names + " from " + backup.name().quoted());
        }
    }

    /** The columns as a list behind a table's name; no column at all is no list. */
    static String list(List<Column> columns) {
        return columns.isEmpty()
                ? ""
                : " (" + Identifier.list(columns.stream().map(Column::name).toList()) + ")";
    }

    /** The hash of the rows that a relation holds now, over the columns of this snapshot. */
    default String hashOf(Connection connection, String relation) throws SQLException {
        return BucketHashes.of(connection, relation, columns(), null).hash();
    }
}

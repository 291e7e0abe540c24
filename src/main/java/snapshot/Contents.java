package snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import postgres.BucketHashes;
import postgres.Column;
import postgres.Copy;
import postgres.Identifier;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.TableDefinition;
import postgres.TableName;

/** The rows of one table in a snapshot, wherever they are kept. */
public sealed interface Contents {

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
    record InFile(Repository.StoredSet set, Manifest.TableFacts facts) implements Contents {

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
        public BucketHashes hashes(Connection connection) throws IOException {
            return HashesFile.read(set.folder().resolve(facts.hashes().name()));
        }

        /** A temporary table; COPY itself leaves out what is not asked for, so that the file is read once and no more. */
        @Override
        public String relation(Connection connection, Optional<List<Long>> wanted) throws SQLException, IOException {
            String stage = Stages.create(connection, columns());
            String where = wanted.map(list -> " where " + buckets().oneOf(list, columns(), ""))
                    .orElse("");
            copy(connection, stage, "", where);
            Query.execute(connection, "analyze " + stage);
            return stage;
        }

        @Override
        public long copyInto(Connection connection, TableName target) throws SQLException, IOException {
            // In a table that this transaction made rows may be written as they will be for good; a partitioned one
            // refuses.
            return copy(connection, target.quoted(), definition().partitioning() == null ? ", freeze" : "", "");
        }

        private long copy(Connection connection, String target, String options, String where)
                throws SQLException, IOException {
            Path file = set.folder().resolve(facts.data().name());
            List<String> names = columns().stream().map(Column::name).toList();
            String copy = "copy " + target + " (" + Identifier.list(names) + ") from stdin (format csv" + options + ")"
                    + where;
            byte[] block = new byte[1 << 18];
            try (InputStream rows = new TableFiles().readAsCsv(set.manifest().files(), file);
                    Copy in = Copy.in(connection, copy)) {
                for (int got = rows.read(block); got >= 0; got = rows.read(block)) {
                    in.write(block, 0, got);
                }
                return in.end();
            }
        }
    }

    /** Rows in a table of the same database. */
    record InTable(BackupTable backup, TableDefinition definition) implements Contents {

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
        public String relation(Connection connection, Optional<List<Long>> wanted) {
            return wanted.map(list -> "(select * from " + backup.name().quoted() + " b where "
                            + buckets().oneOf(list, columns(), "b.") + ")")
                    .orElse(backup.name().quoted());
        }

        @Override
        public long copyInto(Connection connection, TableName target) throws SQLException {
            String names = Identifier.list(columns().stream().map(Column::name).toList());
            return Query.update(
                    connection,
                    "insert into " + target.quoted() + " (" + names + ") overriding system value select " + names
                            + " from " + backup.name().quoted());
        }
    }

    /** The hash of the rows that a relation holds now, over the columns of this snapshot. */
    default String hashOf(Connection connection, String relation) throws SQLException {
        return BucketHashes.of(connection, relation, columns(), null).hash();
    }
}

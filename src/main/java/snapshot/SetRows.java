package snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ledger.FaultText;
import ledger.Problem;
import ledger.ProblemException;
import postgres.BucketHashes;
import postgres.Column;
import postgres.Copy;
import postgres.KeyBuckets;
import postgres.Query;
import postgres.SqlState;
import postgres.TableName;
import postgres.TempTable;
import postgres.definition.TableDefinition;
import rows.diff.RowSource;
import snapshot.format.BinaryRows;
import snapshot.format.TableFiles;

/** Rows in a file of a set. */
record SetRows(Repository.StoredSet set, Manifest.TableFacts facts) implements RowSource {

    private static final long FEW = 1_000;

    @Override
    public TableName table() {
        return facts.name();
    }

    @Override
    public String place() {
        return set.manifest().id() + "/" + facts.file();
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

    /** What is wrong with the bytes of its files; null if nothing. */
    String faultOfBytes() throws IOException {
        for (StoredFile file : facts.files()) {
            String fault = file.fault(set.folder());
            if (fault != null) {
                return fault;
            }
        }
        return facts.hashes() == null ? null : facts.hashes().fault(set.folder());
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
                set.manifest().id() + "/" + name + " cannot be read: " + FaultText.of(e),
                "verify the snapshot, or take an older one; nothing was changed"));
    }

    /** A temporary table; what is not asked for is left out on the way, so that the file is read once and no more. */
    @Override
    public String relation(Connection connection, Optional<List<Long>> wanted) throws SQLException, IOException {
        String stage = TempTable.create(connection, columns());
        if (wanted.isEmpty()) {
            copy(connection, stage, new Way("csv", "", SetRows::sendAll));
        } else if (!wanted.get().isEmpty()) {
            Way filtered = new Way("csv", " where " + buckets().among(columns(), "", wanted.get()), SetRows::sendAll);
            if (buckets().ranges() == null) {
                copy(connection, stage, filtered);
            } else {
                copy(connection, stage, new Way("csv", "", ofBuckets(wanted.get())::send), filtered);
            }
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
        // refuses, and with few rows making the file that says so costs more than it saves.
        String freeze = definition().partitioning() == null && rows() > FEW ? ", freeze" : "";
        Optional<BinaryRows> binary = BinaryRows.of(columns());
        Way asTheyAre = new Way("csv" + freeze, "", SetRows::sendAll);
        return binary.isPresent()
                ? copy(connection, target.quoted(), new Way("binary" + freeze, "", binary.get()::send), asTheyAre)
                : copy(connection, target.quoted(), asTheyAre);
    }

    /** Sends the rows of the file: each way those that the one before has left. */
    private long copy(Connection connection, String target, Way... ways) throws SQLException, IOException {
        List<Path> files = facts.files().stream()
                .map(file -> set.folder().resolve(file.name()))
                .toList();
        try (InputStream rows = new TableFiles().readAsCsv(set.manifest().files(), files)) {
            long sent = 0;
            Optional<InputStream> left = Optional.of(rows);
            for (Way way : ways) {
                if (left.isPresent()) {
                    String copy = "copy " + target + RowSource.list(columns()) + " from stdin (format " + way.format
                            + ")" + way.where;
                    try (Copy in = Copy.in(connection, copy)) {
                        left = way.sender.send(left.get(), in);
                        sent += in.end();
                    }
                }
            }
            return sent;
        } catch (IOException e) {
            throw damaged(facts.file(), e);
        } catch (SQLException e) {
            if (!SqlState.isRowsFault(e)) {
                throw e;
            }
            throw damaged(facts.file(), e);
        }
    }

    @Override
    public List<TableDefinition> neighbours() {
        return set.manifest().tables().stream()
                .map(Manifest.TableFacts::definition)
                .toList();
    }

    /** Sends rows of CSV to the server, all or some. */
    @FunctionalInterface
    private interface Sender {
        /** Returns those that are left, from the first on that is too long to be looked at. */
        Optional<InputStream> send(InputStream rows, Copy out) throws SQLException, IOException;
    }

    /**
     * A COPY of rows.
     *
     * @param format what the sender sends, with further options
     * @param where which rows the server takes; empty for all
     */
    private record Way(String format, String where, Sender sender) {}

    private static Optional<InputStream> sendAll(InputStream rows, Copy out) throws SQLException, IOException {
        byte[] block = new byte[1 << 18];
        for (int got = rows.read(block); got >= 0; got = rows.read(block)) {
            out.write(block, 0, got);
        }
        return Optional.empty();
    }
}

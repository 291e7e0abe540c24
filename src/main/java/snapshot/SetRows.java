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
                set.manifest().id() + "/" + name + " cannot be read: " + SqlState.firstLine(e),
                "verify the snapshot, or take an older one; nothing was changed"));
    }

    /** A temporary table; what is not asked for is left out on the way, so that the file is read once and no more. */
    @Override
    public String relation(Connection connection, Optional<List<Long>> wanted) throws SQLException, IOException {
        String stage = TempTable.create(connection, columns());
        if (wanted.isEmpty()) {
            copy(connection, stage, "csv", "", SetRows::sendAll);
        } else if (buckets().ranges() == null) {
            copy(connection, stage, "csv", " where " + buckets().among(columns(), "", wanted.get()), SetRows::sendAll);
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
                : copy(connection, target.quoted(), "csv" + freeze, "", SetRows::sendAll);
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

    @Override
    public List<TableDefinition> neighbours() {
        return set.manifest().tables().stream()
                .map(Manifest.TableFacts::definition)
                .toList();
    }

    /** Sends rows of CSV to the server, all or some. */
    @FunctionalInterface
    private interface Sender {
        void send(InputStream rows, Copy out) throws SQLException, IOException;
    }

    private static void sendAll(InputStream rows, Copy out) throws SQLException, IOException {
        byte[] block = new byte[1 << 18];
        for (int got = rows.read(block); got >= 0; got = rows.read(block)) {
            out.write(block, 0, got);
        }
    }
}

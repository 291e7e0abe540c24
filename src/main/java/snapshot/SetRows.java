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
import postgres.KeyBuckets;
import postgres.Query;
import postgres.SqlState;
import postgres.TableName;
import postgres.TempTable;
import postgres.definition.Names;
import postgres.definition.TableDefinition;
import rows.diff.RowSource;
import snapshot.format.SentRows;
import snapshot.format.SentRows.Way;
import snapshot.format.TableFiles;

/** Rows in a file of a set. */
record SetRows(Repository.StoredSet set, Manifest.TableFacts facts, Names staged) implements RowSource {

    private static final long FEW = 1_000;

    SetRows(Repository.StoredSet set, Manifest.TableFacts facts) {
        this(set, facts, null);
    }

    /** The same, which are in a table already that only has to be put in its place. */
    SetRows in(Names table) {
        return new SetRows(set, facts, table);
    }

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
            copy(connection, stage, List.of(Way.asTheyAre("", "")));
        } else if (!wanted.get().isEmpty()) {
            Way filtered = Way.asTheyAre("", " where " + buckets().among(columns(), "", wanted.get()));
            if (buckets().ranges() == null) {
                copy(connection, stage, List.of(filtered));
            } else {
                copy(connection, stage, List.of(new Way("csv", "", ofBuckets(wanted.get())::send), filtered));
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
        return copy(connection, target.quoted(), SentRows.quickest(columns(), freeze));
    }

    private long copy(Connection connection, String target, List<Way> ways) throws SQLException, IOException {
        List<Path> files = facts.files().stream()
                .map(file -> set.folder().resolve(file.name()))
                .toList();
        try (InputStream rows = new TableFiles().readAsCsv(set.manifest().files(), files)) {
            return SentRows.into(connection, target, columns(), rows, ways);
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
}

package sync.copy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;
import postgres.Transactions;

/** The chunks of one copy in the ledger, for whoever works for it. */
final class Chunks {

    /** Seconds after which a chunk is anybody's again unless its owner renews it. */
    static final int LEASE = 30;

    private static final String ADD = Sql.read("sync/add-chunk.sql");
    private static final String CLAIM = Sql.read("sync/claim-chunk.sql");
    private static final String RENEW = Sql.read("sync/renew-leases.sql");
    private static final String RELEASE = Sql.read("sync/release-chunks.sql");
    private static final String DONE = Sql.read("sync/chunk-done.sql");
    private static final String THERE = Sql.read("sync/chunk-there.sql");
    private static final String AGAIN = Sql.read("sync/chunk-again.sql");
    private static final String OF_RUN = Sql.read("sync/chunks-of-run.sql");
    private static final String TABLES = Sql.read("sync/copied-tables.sql");
    private static final String TO_DO = Sql.read("sync/chunks-to-do.sql");

    private final DataSource ledger;
    private final UUID run;
    private final String owner;

    /** The rows of a table, as they were read. */
    record Copied(long chunks, Chunk.Done done, double seconds) {}

    /** How far the copy is. */
    record ToDo(long chunks, long blocksDone, long blocks) {}

    /**
     * The chunks of a run.
     *
     * @param owner who claims; another for every process and attempt
     */
    Chunks(DataSource ledger, UUID run, String owner) {
        this.ledger = ledger;
        this.run = run;
        this.owner = owner;
    }

    /** Writes them down, instead of any that are there. */
    void replace(List<Chunk> chunks) throws SQLException {
        Transactions.run(ledger, connection -> {
            Query.update(connection, "delete from caravanserai.chunk where run = ?", run);
            add(connection, chunks);
        });
    }

    private static void add(Connection connection, List<Chunk> chunks) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            for (Chunk chunk : chunks) {
                Object[] values = {
                    chunk.run(),
                    chunk.number(),
                    chunk.table().schema(),
                    chunk.table().name(),
                    chunk.part().from().schema(),
                    chunk.part().from().name(),
                    chunk.part().into().schema(),
                    chunk.part().into().name(),
                    chunk.firstBlock(),
                    chunk.endBlock(),
                    chunk.blocks()
                };
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** The next that is free, for {@value #LEASE} seconds. */
    Optional<Chunk> claim() throws SQLException {
        try (Connection connection = ledger.getConnection()) {
            return Query.first(connection, CLAIM, Chunk::of, owner, LEASE, run);
        }
    }

    /** What is claimed stays so for another {@value #LEASE} seconds. */
    void renew() throws SQLException {
        try (Connection connection = ledger.getConnection()) {
            Query.update(connection, RENEW, LEASE, run, owner);
        }
    }

    /** What is claimed and not done is anybody's. */
    void release() throws SQLException {
        try (Connection connection = ledger.getConnection()) {
            Query.update(connection, RELEASE, run, owner);
        }
    }

    /** The rows of a chunk have arrived that was claimed here; nothing if it is not ours any more. */
    void done(int number, Chunk.Done done) throws SQLException {
        try (Connection connection = ledger.getConnection()) {
            Query.update(connection, DONE, done.rows(), done.checksum(), run, number, owner);
        }
    }

    /** The rows of a chunk are there, whoever has it. */
    void there(int number, Chunk.Done done) throws SQLException {
        try (Connection connection = ledger.getConnection()) {
            Query.update(connection, THERE, done.rows(), done.checksum(), owner, run, number);
        }
    }

    /** A chunk is to be copied, whatever was known of it. */
    void again(int number) throws SQLException {
        try (Connection connection = ledger.getConnection()) {
            Query.update(connection, AGAIN, run, number);
        }
    }

    /** All of them, by their numbers. */
    List<Chunk> all() throws SQLException {
        try (Connection connection = ledger.getConnection()) {
            return Query.list(connection, OF_RUN, Chunk::of, run);
        }
    }

    /** What became of every table, when all chunks are done. */
    Map<TableName, Copied> tables() throws SQLException {
        Map<TableName, Copied> tables = new HashMap<>();
        try (Connection connection = ledger.getConnection()) {
            Query.list(
                    connection,
                    TABLES,
                    row -> tables.put(
                            new TableName(row.getString("schema"), row.getString("name")),
                            new Copied(
                                    row.getLong("chunks"),
                                    new Chunk.Done(
                                            row.getLong("rows"),
                                            row.getBigDecimal("checksum")
                                                    .toBigInteger()
                                                    .longValue()),
                                    row.getDouble("seconds"))),
                    run);
        }
        return tables;
    }

    ToDo toDo() throws SQLException {
        try (Connection connection = ledger.getConnection()) {
            return Query.first(
                            connection,
                            TO_DO,
                            row -> new ToDo(row.getLong("to_do"), row.getLong("blocks_done"), row.getLong("blocks")),
                            run)
                    .orElseThrow();
        }
    }
}

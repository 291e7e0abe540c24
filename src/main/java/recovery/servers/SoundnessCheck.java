package recovery.servers;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;
import postgres.TableName;
import postgres.Transactions;
import postgres.replication.ServerAddress;

/**
 * Whether a server that was started from a base backup is sound: every row of every table can be read, every heap and every
 * B-tree is as it should be, and every row of a table is in its indexes. Source of the last two: {@code amcheck}.
 */
final class SoundnessCheck {

    private static final String TABLES = Sql.read("recovery/tables-to-check.sql");
    private static final String INDEXES = Sql.read("recovery/indexes-to-check.sql");

    /** So many faults are named; more say no more. */
    private static final int NAMED = 20;

    private final ServerAddress server;
    private final ActiveRun run;
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long tables;
    private long rows;
    private long indexes;

    private SoundnessCheck(ServerAddress server, ActiveRun run) {
        this.server = server;
        this.run = run;
    }

    /** What was found. */
    record Found(int databases, long tables, long rows, long indexes, List<String> faults, List<String> notes) {}

    private record Thing(long oid, TableName name) {
        static Thing of(ResultSet row) throws SQLException {
            return new Thing(row.getLong("oid"), new TableName(row.getString("schema"), row.getString("name")));
        }
    }

    /** Looks through all databases that let somebody in. */
    static Found of(ServerAddress server, ActiveRun run) throws SQLException {
        SoundnessCheck check = new SoundnessCheck(server, run);
        List<String> databases;
        try (Connection connection = server.database()) {
            databases = Query.list(
                    connection,
                    "select datname from pg_database where datallowconn order by oid",
                    row -> row.getString(1));
        }
        for (String database : databases) {
            check.database(database);
        }
        return new Found(databases.size(), check.tables, check.rows, check.indexes, check.faults, check.notes);
    }

    private void database(String name) throws SQLException {
        try (Connection connection = server.database(name)) {
            boolean amcheck = hasAmcheck(connection, name);
            Transactions.<Void, SQLException>undone(connection, same -> {
                if (amcheck) {
                    Query.execute(same, "create extension if not exists amcheck");
                }
                for (Thing table : Query.list(same, TABLES, Thing::of)) {
                    table(same, name, table, amcheck);
                }
                if (amcheck) {
                    for (Thing index : Query.list(same, INDEXES, Thing::of)) {
                        indexes++;
                        look(
                                same,
                                name,
                                index,
                                () -> Query.list(
                                        same, "select bt_index_check(?::oid::regclass, true)", row -> null, index.oid));
                    }
                }
                return null;
            });
        }
    }

    private boolean hasAmcheck(Connection connection, String database) throws SQLException {
        boolean there = Query.first(
                        connection,
                        "select exists (select from pg_available_extensions where name = 'amcheck')",
                        row -> row.getBoolean(1))
                .orElse(false);
        if (!there) {
            notes.add("the indexes of " + database + " were not looked through: its programs have no amcheck");
        }
        return there;
    }

    private void table(Connection connection, String database, Thing table, boolean amcheck) throws SQLException {
        tables++;
        look(
                connection,
                database,
                table,
                () -> rows += Query.first(
                                connection, "select count(*) from only " + table.name.quoted(), row -> row.getLong(1))
                        .orElse(0L));
        if (amcheck) {
            look(connection, database, table, () -> Query.list(
                            connection,
                            "select blkno, msg from verify_heapam(?::oid::regclass) limit 3",
                            row -> "page " + row.getLong(1) + ": " + row.getString(2),
                            table.oid)
                    .forEach(fault -> fault(database, table, fault)));
        }
    }

    private interface Look {
        void run() throws SQLException;
    }

    /** What cannot be read is a fault like any other, and keeps nothing else from being looked at. */
    private void look(Connection connection, String database, Thing thing, Look look) throws SQLException {
        if (run.cancelWanted()) {
            throw new ProblemException(Problem.cancelled());
        }
        Query.execute(connection, "savepoint look");
        try {
            look.run();
        } catch (SQLException e) {
            if (SqlState.isEndOfConnection(e)) {
                throw e;
            }
            fault(database, thing, SqlState.firstLine(e));
            Query.execute(connection, "rollback to savepoint look");
        }
        Query.execute(connection, "release savepoint look");
    }

    private void fault(String database, Thing thing, String fault) {
        if (faults.size() < NAMED) {
            faults.add(database + ", " + thing.name.display() + ": " + fault);
        }
    }
}

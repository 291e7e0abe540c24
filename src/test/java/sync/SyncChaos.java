package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import postgres.Query;
import postgres.TestServer;

/**
 * Several writers on a source, which by a seed insert, update, delete, change keys, truncate, hold transactions open, prepare
 * them, roll back, and use equal, missing and out-of-order times.
 */
public final class SyncChaos {

    /** Tables that exercise what a sync has to get right, for both sides. */
    public static final String TABLES =
            """
            create table chaos_parent (
                id bigint primary key, name text, created_at timestamptz, updated_at timestamptz
            );
            create index on chaos_parent (updated_at, id);
            create index on chaos_parent (created_at, id);
            create table chaos_child (
                region text collate "C", id int, parent bigint references chaos_parent, amount numeric,
                updated_at timestamptz(0) not null,
                primary key (region, id)
            ) partition by list (region);
            create table chaos_child_north partition of chaos_child for values in ('north');
            create table chaos_child_south partition of chaos_child for values in ('south');
            create index on chaos_child (updated_at, region, id);
            create table chaos_plain (id int primary key, note text)
            """;

    public static final List<String> NAMES = List.of("chaos_parent", "chaos_child", "chaos_plain");

    private static final int WRITERS = 3;
    private static final int KEYS = 60;
    private static final String UNDEFINED_OBJECT = "42704";

    private final DataSource source;
    private final long seed;
    private final boolean deletes;
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> writers = new ArrayList<>();
    private final List<Throwable> faults = new ArrayList<>();

    /** With {@code deletes} rows also go, by delete, by another key and by truncate. */
    public SyncChaos(String url, long seed, boolean deletes) {
        this.source = TestServer.dataSource(url);
        this.seed = seed;
        this.deletes = deletes;
    }

    public void start() {
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            Thread thread = new Thread(() -> write(number), "chaos-" + seed + "-" + writer);
            writers.add(thread);
            thread.start();
        }
    }

    /** Lets all transactions end, and waits for it. */
    public void stop() throws InterruptedException {
        over.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException("a writer broke", faults.get(0));
        }
    }

    private void write(int number) {
        Random random = new Random(seed * 31 + number);
        List<String> prepared = new ArrayList<>();
        try (Connection connection = source.getConnection()) {
            for (int transaction = 0; !over.get(); transaction++) {
                transaction(connection, random, "c" + seed + "_" + number + "_" + transaction, prepared);
                if (!prepared.isEmpty() && random.nextInt(4) == 0) {
                    end(connection, random, prepared.remove(0));
                }
            }
            for (String one : prepared) {
                end(connection, random, one);
            }
        } catch (SQLException | RuntimeException e) {
            synchronized (faults) {
                faults.add(e);
            }
        }
    }

    private static void end(Connection connection, Random random, String prepared) throws SQLException {
        Query.execute(connection, (random.nextInt(3) == 0 ? "rollback" : "commit") + " prepared '" + prepared + "'");
    }

    private void transaction(Connection connection, Random random, String name, List<String> prepared)
            throws SQLException {
        try {
            Query.execute(connection, "begin; set local lock_timeout = '300ms'; select now()");
            int statements = 1 + random.nextInt(4);
            for (int i = 0; i < statements; i++) {
                boolean within = random.nextInt(4) == 0;
                Query.execute(connection, (within ? "savepoint s; " : "") + statement(random));
                if (within && random.nextBoolean()) {
                    Query.execute(connection, "rollback to s");
                }
                if (random.nextInt(3) == 0) {
                    Query.execute(connection, "select pg_sleep(" + random.nextInt(60) / 1000.0 + ")");
                }
            }
            int ending = random.nextInt(10);
            if (ending == 0 && prepared.size() < 2) {
                Query.execute(connection, "prepare transaction '" + name + "'");
                prepared.add(name);
            } else {
                Query.execute(connection, ending < 3 ? "rollback" : "commit");
            }
        } catch (SQLException e) {
            // Writers are in each other's way: deadlocks, locks, keys that are taken.
            Query.execute(connection, "rollback");
            if (UNDEFINED_OBJECT.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private String statement(Random random) {
        int key = random.nextInt(KEYS);
        int other = random.nextInt(KEYS);
        String region = random.nextBoolean() ? "north" : "south";
        int kind = random.nextInt(deletes ? 16 : 11);
        return switch (kind) {
            case 0, 1, 2 ->
                "insert into chaos_parent values (" + key + ", 'i" + random.nextInt() + "', " + times(random)
                        + ") on conflict do nothing";
            // All of one time.
            case 3 ->
                "insert into chaos_parent select i, 'many', now(), now() from generate_series(" + key + ", "
                        + (key + 20) + ") i on conflict do nothing";
            case 4, 5 ->
                "update chaos_parent set name = 'u" + random.nextInt() + "', updated_at = case when created_at is null"
                        + " and updated_at is null then null else " + now(random) + " end where id = " + key;
            case 6 ->
                "insert into chaos_child select '" + region + "', " + key + ", min(id), " + random.nextInt(100)
                        + ", now() from chaos_parent where id >= " + other + " on conflict do nothing";
            case 7 ->
                "update chaos_child set amount = amount + 0.10, updated_at = " + now(random) + " where id = " + key;
            case 8 ->
                "update chaos_child set parent = (select max(id) from chaos_parent where id <= " + other
                        + "), updated_at = now() where id = " + key;
            case 9 -> "insert into chaos_plain values (" + key + ", 'p') on conflict do nothing";
            case 10 -> "update chaos_plain set note = 'q" + random.nextInt() + "' where id = " + key;
            case 11 -> "delete from chaos_parent where id = " + key;
            case 12 -> "delete from chaos_child where id between " + key + " and " + (key + 3);
            // To another partition.
            case 13 -> "update chaos_child set region = '" + region + "', updated_at = now() where id = " + key;
            case 14 -> "update chaos_plain set id = " + other + " where id = " + key;
            default ->
                random.nextInt(5) == 0
                        ? "truncate " + (random.nextBoolean() ? "chaos_plain" : "chaos_child")
                        : "delete from chaos_plain where id = " + key;
        };
    }

    private static String now(Random random) {
        return List.of("now()", "clock_timestamp()", "date_trunc('second', now())")
                .get(random.nextInt(3));
    }

    /** When a row was made, and when it was changed. */
    private static String times(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "null, null";
            case 1 -> now(random) + ", null";
            case 2 -> "null, " + now(random);
            case 3 -> "now(), timestamptz '2001-01-01'";
            default -> now(random) + ", " + now(random);
        };
    }

    /** How the two sides differ, empty if they do not. */
    public static List<String> differences(Connection source, Connection target) throws SQLException {
        List<String> differences = new ArrayList<>();
        for (String table : NAMES) {
            List<String> there = SyncedDatabases.rows(source, table);
            List<String> here = SyncedDatabases.rows(target, table);
            List<String> missing = new ArrayList<>(there);
            missing.removeAll(here);
            List<String> extra = new ArrayList<>(here);
            extra.removeAll(there);
            missing.forEach(row -> differences.add(table + " lacks " + row));
            extra.forEach(row -> differences.add(table + " has " + row));
        }
        return differences;
    }
}

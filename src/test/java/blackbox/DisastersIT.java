package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Disasters of random kinds at random moments, while others write: what they took comes back, as it was the moment before,
 * and no later write is lost. {@code -Dsweep.seed} repeats it.
 */
class DisastersIT {

    private static final long SEED = Long.getLong("sweep.seed", System.nanoTime());
    private static final List<String> TABLES = List.of("customers", "orders", "items");
    private static final List<String> DISASTERS = List.of(
            "truncate customers cascade",
            "truncate items",
            "delete from customers",
            "delete from orders where id % 2 = 0",
            "drop table items",
            "drop table orders cascade",
            "truncate orders, items");

    private final Random random = new Random(SEED);
    private volatile boolean writing;

    /** The rows of a table by their keys, as text. */
    private static Map<Integer, String> rows(Connection connection, String table) throws SQLException {
        Map<Integer, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select id, t::text from " + table + " t")) {
            while (found.next()) {
                rows.put(found.getInt(1), found.getString(2));
            }
        }
        return rows;
    }

    private static Map<String, Map<Integer, String>> all(Connection connection) throws SQLException {
        Map<String, Map<Integer, String>> all = new TreeMap<>();
        for (String table : TABLES) {
            try (ResultSet there = connection.getMetaData().getTables(null, "public", table, null)) {
                all.put(table, there.next() ? rows(connection, table) : Map.of());
            }
        }
        return all;
    }

    private static Service prepared() {
        Service service = PutBackDoor.ready(Service.apart()).start();
        new PutBackDoor(service)
                .sql(
                        "create table customers (id serial primary key, name text unique)",
                        "create table orders (id serial primary key, customer int references customers on delete cascade,"
                                + " at timestamptz default clock_timestamp())",
                        "create table items (id serial primary key, orderid int references orders on delete cascade,"
                                + " n int, more jsonb)",
                        "create index on items (orderid)",
                        "insert into customers (name) select 'first ' || n from generate_series(1, 3000) n",
                        "insert into orders (customer) select n from generate_series(1, 3000) n",
                        "insert into items (orderid, n) select n, n from generate_series(1, 3000) n",
                        "analyze");
        service.post("/api/v1/base-backups", "application/json", "{}", "Prefer", "wait=200");
        return service;
    }

    /** Writes until told to stop; what fails, as into a table that is gone, is no write. */
    private Thread writer(Service service, long seed, AtomicInteger written) {
        Thread thread = new Thread(() -> {
            Random own = new Random(seed);
            try (Connection connection = service.connect();
                    Statement statement = connection.createStatement()) {
                while (writing) {
                    try {
                        statement.execute(write(own));
                        written.incrementAndGet();
                    } catch (SQLException refused) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }

    private static String write(Random own) {
        return switch (own.nextInt(5)) {
            case 0 -> "insert into customers (name) values ('later " + own.nextLong() + "')";
            case 1 ->
                "with c as (insert into customers (name) values ('both " + own.nextLong()
                        + "') returning id) insert into orders (customer) select id from c";
            case 2 ->
                "with c as (insert into customers (name) values ('all " + own.nextLong()
                        + "') returning id), o as (insert into orders (customer) select id from c returning id)"
                        + " insert into items (orderid, n) select id, 7 from o";
            case 3 ->
                "insert into items (orderid, n, more) select id, 1, '{\"a\": [1]}' from orders order by id desc limit 1";
            default -> "update items set n = n + 1 where id = (select max(id) from items)";
        };
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** The state of all tables just before, which nobody changes until the disaster has happened. */
    private static Map<String, Map<Integer, String>> strike(Service service, String disaster) throws SQLException {
        try (Connection connection = service.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local synchronous_commit = on");
            statement.execute("lock table " + String.join(", ", TABLES) + " in access exclusive mode");
            Map<String, Map<Integer, String>> truth = all(connection);
            statement.execute(disaster);
            connection.commit();
            return truth;
        }
    }

    /** The same; one that a writer's locks were in the way of struck nothing, and is tried again. */
    private static Map<String, Map<Integer, String>> struck(Service service, String disaster) throws SQLException {
        while (true) {
            try {
                return strike(service, disaster);
            } catch (SQLException e) {
                if (!"40P01".equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    private void round(Service service, PutBackDoor door, int number) throws Exception {
        String disaster = DISASTERS.get(random.nextInt(DISASTERS.size()));
        String what = "sweep.seed=" + SEED + ", round " + number + ": " + disaster;
        String known = service.value("select coalesce(max(lsn), '0/0') from caravanserai.incident");
        AtomicInteger written = new AtomicInteger();
        writing = true;
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            writers.add(writer(service, random.nextLong(), written));
        }
        pause(random.nextInt(1500));
        Map<String, Map<Integer, String>> truth = struck(service, disaster);
        pause(random.nextInt(1500));
        Service.await(what + " is told", () -> !"0"
                .equals(service.value("select count(*) from caravanserai.incident where kind <> 'update' and lsn > '"
                        + known + "'")));
        String incident = service.value("select id from caravanserai.incident where kind <> 'update' and lsn > '"
                + known + "' order by lsn limit 1");
        String recovery = door.recoverBefore(incident);
        writing = false;
        for (Thread writer : writers) {
            writer.join();
        }
        Map<String, Map<Integer, String>> later;
        try (Connection connection = service.connect()) {
            later = all(connection);
        }

        Service.Answer healed = door.putBack(recovery, "{}");

        assertThat(healed.status()).as(what + ": " + healed.body()).isEqualTo(200);
        assertThat(door.stateOf(incident)).as(what).isEqualTo("put-back");
        assertThat(written.get()).as(what).isPositive();
        Map<String, Map<Integer, String>> expected = new TreeMap<>();
        for (String table : TABLES) {
            Map<Integer, String> rows = new TreeMap<>(truth.get(table));
            rows.putAll(later.get(table));
            expected.put(table, rows);
        }
        try (Connection connection = service.connect()) {
            assertThat(all(connection)).as(what).isEqualTo(expected);
        }
        assertThat(service.everyRowIsAccountedFor()).as(what).isTrue();
        try (Connection connection = door.connect(recovery)) {
            assertThat(all(connection)).as(what).isEqualTo(truth);
        }
        door.forget(recovery);
    }

    private void heal(int disasters) throws Exception {
        try (Service service = prepared()) {
            PutBackDoor door = new PutBackDoor(service);
            for (int i = 1; i <= disasters; i++) {
                round(service, door, i);
            }
        }
    }

    @Test
    @Tag("thorough")
    void threeDisastersAreHealedAndNoLaterWriteIsLost() throws Exception {
        heal(3);
    }

    @Test
    @Tag("sweep")
    void twentyDisastersAreHealedAndNoLaterWriteIsLost() throws Exception {
        heal(20);
    }
}

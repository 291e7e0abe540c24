package recovery.lab;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import postgres.DurableFiles;
import postgres.Query;
import postgres.SqlState;
import postgres.replication.ServerAddress;
import recovery.LiveFiles;
import recovery.servers.WantedTarget;

/** The files of a live server are copied as they are, while it writes; the copy starts without a word, and is wrong. */
final class NaiveCopyExercise {

    private static final Set<String> OF_THE_PROCESS = Set.of("postmaster.pid", "postmaster.opts");

    private static final String WRITES =
            """
            begin;
            insert into orders values (nextval('order_numbers'), 1 + (random() * 1)::int);
            insert into orderitems
                select currval('order_numbers') * 10 + n, currval('order_numbers'), n, 1 from generate_series(1, 4) n;
            update products set stock = stock - 1;
            commit
            """;

    /** What is so at every moment, in a sentence that says how it is. */
    private static final Map<String, String> INVARIANTS = Map.of(
            "every order has its items: orders without any",
            "select count(*) from orders o where not exists (select from orderitems i where i.order_id = o.id)",
            "every item has its order: items without one",
            "select count(*) from orderitems i where not exists (select from orders o where o.id = i.order_id)",
            "what was sold is not in stock: pieces too many or too few",
            "select abs(400 - (select sum(stock) from products)"
                    + " - (select coalesce(sum(quantity), 0) from orderitems where id > 4))");

    private NaiveCopyExercise() {}

    static String run(LabRun lab) throws SQLException, IOException, InterruptedException {
        LabProtocol protocol = lab.protocol();
        protocol.step("A shop in which people order all the time");
        LabServer live = lab.server("live", Map.of());
        LabHouse house = lab.house("live", live);
        LabShop.open(live);
        live.execute("checkpoint");
        List<String> wrong;
        List<String> right;
        try (Writer writer = new Writer(live)) {
            writer.await(50);
            protocol.saw("there are " + LabShop.counts(live) + ", and every moment more");

            protocol.step("Copy its data directory as cp does, while it writes");
            Path copy = lab.folder().resolve("naive");
            LabServer naive = lab.add("naive", live.of(copy));
            copyFiles(live.data(), naive.data(), path -> path.startsWith("base"));
            writer.await(200);
            live.execute("checkpoint");
            copyFiles(live.data(), naive.data(), path -> !path.startsWith("base"));
            protocol.did("cp -r data/base, and after a checkpoint, as one comes every few minutes, the rest of data");

            protocol.step("Take a base backup at the same time");
            house.backup(live);
            writer.await(50);
            protocol.did("POST /api/v1/base-backups");

            protocol.step("Start the copy");
            naive.configure(Map.of("primary_conninfo", ""));
            naive.start();
            protocol.saw("it starts without a word of complaint");
            wrong = judge(naive.connect());
            wrong.forEach(protocol::saw);
        }

        protocol.step("Start a server of the base backup");
        house.awaitReceived();
        ServerAddress sound = house.recover(new WantedTarget(null, null, null, null, null, true));
        protocol.did("POST /api/v1/recoveries {\"target\":{\"latest\":true}}");
        right = judge(sound.database());
        String counts;
        try (Connection recovered = sound.database()) {
            counts = LabShop.counts(recovered);
        }
        protocol.saw(right.isEmpty() ? "everything is as it should be: " + counts : String.join("; ", right));

        protocol.step("Judge");
        String all = LabShop.counts(live);
        lab.require(!wrong.isEmpty(), "the naive copy is right, by luck");
        lab.require(right.isEmpty(), "the server of the base backup is wrong: " + right);
        lab.require(counts.equals(all), "the base backup and its log have " + counts + " of " + all);
        return "The copy started and said nothing, and is wrong in " + wrong.size() + " ways: " + wrong.get(0)
                + ". The base backup, taken under the same writes, with the log received behind it, has every row. That a server starts"
                + " proves nothing: files that were copied one after the other are of different moments, and only the log from"
                + " before the first to after the last of them makes them one.";
    }

    private static void copyFiles(Path from, Path to, Predicate<Path> wanted) throws IOException {
        Files.createDirectories(to);
        Files.walkFileTree(from, new LiveFiles(from, to) {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts) throws IOException {
                Path name = from.relativize(folder);
                if (!name.toString().isEmpty() && !wanted.test(name)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!Files.exists(to.resolve(name))) {
                    Files.createDirectory(to.resolve(name), DurableFiles.OWNER_ONLY_FOLDER);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            protected boolean isWanted(Path name) {
                return wanted.test(name) && !OF_THE_PROCESS.contains(name.toString());
            }
        });
        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }

    /** What is not as it should be, in words. */
    private static List<String> judge(Connection opened) throws SQLException {
        List<String> wrong = new ArrayList<>();
        try (Connection connection = opened) {
            Query.execute(
                    connection,
                    "set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off");
            for (Map.Entry<String, String> invariant : INVARIANTS.entrySet()) {
                check(connection, invariant.getKey(), invariant.getValue(), wrong);
            }
            check(
                    connection,
                    "numbers are given once: how far the newest order is ahead of its sequence",
                    "select greatest(0, (select max(id) from orders) - (select last_value from order_numbers))",
                    wrong);
            indexes(connection, wrong);
        }
        return wrong;
    }

    private static void check(Connection connection, String what, String sql, List<String> wrong) {
        try {
            long found = Query.first(connection, sql, row -> row.getLong(1)).orElse(0L);
            if (found != 0) {
                wrong.add(what + ": " + found);
            }
        } catch (SQLException e) {
            wrong.add(what + ": cannot even be read: " + SqlState.firstLine(e));
        }
    }

    /** A server that can only be read has no amcheck unless somebody made it: its counts say enough. */
    private static void indexes(Connection connection, List<String> wrong) {
        try {
            Query.execute(connection, "create extension if not exists amcheck");
        } catch (SQLException readOnly) {
            return;
        }
        for (String table : LabShop.TABLES) {
            try {
                Query.list(
                        connection,
                        "select bt_index_check(('" + table + "_pkey')::regclass, true)",
                        row -> row.getString(1));
            } catch (SQLException e) {
                wrong.add("amcheck of the index of " + table + ": " + SqlState.firstLine(e));
            }
        }
    }

    /** Orders all the time until it is closed. */
    private static final class Writer implements AutoCloseable {

        private final LabServer server;
        private final Thread thread = new Thread(this::write, "lab-writer");
        private volatile boolean closing;
        private final AtomicLong written = new AtomicLong();
        private volatile SQLException trouble;

        private Writer(LabServer server) {
            this.server = server;
            thread.setDaemon(true);
            thread.start();
        }

        private void write() {
            try (Connection connection = server.connect()) {
                while (!closing) {
                    Query.execute(connection, WRITES);
                    written.incrementAndGet();
                }
            } catch (SQLException e) {
                trouble = e;
            }
        }

        private void await(int more) throws SQLException, InterruptedException {
            long wanted = written.get() + more;
            FailoverExercise.await("orders came in", () -> {
                if (trouble != null) {
                    throw trouble;
                }
                return written.get() >= wanted;
            });
        }

        @Override
        public void close() {
            closing = true;
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

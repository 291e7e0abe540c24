package blackbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Writes into a table {@code (id, n)} and its child {@code (id, b, n)} like an application that knows nothing of what else
 * is done to them, and remembers what the database said it had written.
 */
final class BusyWriter {

    private final Service service;
    private final String table;
    private final int number;
    private final int known;
    private final int millisBetween;
    private final Random random;
    private final Map<Integer, Integer> counted = new TreeMap<>();
    private final Set<Integer> inserted = new TreeSet<>();
    private final Set<Long> children = new TreeSet<>();
    private final CountDownLatch enough = new CountDownLatch(1);
    private CompletableFuture<Void> work;
    private int writes;

    /**
     * @param known rows that were there before, from 1
     * @param millisBetween two writes
     */
    BusyWriter(Service service, String table, int number, int known, int millisBetween) {
        this.service = service;
        this.table = table;
        this.number = number;
        this.known = known;
        this.millisBetween = millisBetween;
        random = new Random(number);
    }

    void start() {
        work = CompletableFuture.runAsync(this::run);
    }

    void end() {
        enough.countDown();
        work.join();
    }

    int writes() {
        return writes;
    }

    private void run() {
        try (Connection connection = service.connect()) {
            while (!enough.await(millisBetween, TimeUnit.MILLISECONDS)) {
                write(connection);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Connection connection) throws SQLException {
        int row = 1 + random.nextInt(known);
        long fresh = number * 1_000_000L + writes;
        switch (random.nextInt(5)) {
            case 0 -> {
                if (did(connection, "insert into " + table + " (id) values (?)", (int) fresh)) {
                    inserted.add((int) fresh);
                }
            }
            case 1 -> {
                if (did(connection, "insert into " + table + "_child (id, b) values (?, ?)", fresh, row)) {
                    children.add(fresh);
                }
            }
            case 2 -> {
                if (!children.isEmpty()) {
                    long child = children.iterator().next();
                    if (did(connection, "delete from " + table + "_child where id = ?", child)) {
                        children.remove(child);
                    }
                }
            }
            default -> {
                if (did(connection, "update " + table + " set n = n + 1 where id = ?", row)) {
                    counted.merge(row, 1, Integer::sum);
                }
            }
        }
    }

    /** A row that is not there at the moment is no fault: to the application it does not exist. */
    private boolean did(Connection connection, String sql, Object... values) throws SQLException {
        writes++;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            if ("23503".equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Every row that should be there and is not, and the other way round, once nobody writes any more. */
    static List<String> faults(Service service, String table, List<BusyWriter> writers, int known, int knownChildren)
            throws SQLException {
        List<String> faults = new ArrayList<>();
        Map<Integer, Integer> rows = new TreeMap<>();
        for (int id = 1; id <= known; id++) {
            rows.put(id, 0);
        }
        Set<Long> children = new HashSet<>();
        for (long id = 1; id <= knownChildren; id++) {
            children.add(id);
        }
        for (BusyWriter writer : writers) {
            writer.inserted.forEach(id -> rows.put(id, 0));
            writer.counted.forEach((id, times) -> rows.merge(id, times, Integer::sum));
            children.addAll(writer.children);
        }
        String expected = rows.entrySet().stream()
                .map(row -> row.getKey() + ":" + row.getValue())
                .collect(Collectors.joining(" "));
        String found = service.value("select string_agg(id || ':' || n, ' ' order by id) from " + table);
        if (!expected.equals(found)) {
            Set<String> missing = new TreeSet<>(List.of(expected.split(" ")));
            missing.removeAll(Set.of(found.split(" ")));
            Set<String> surplus = new TreeSet<>(List.of(found.split(" ")));
            surplus.removeAll(Set.of(expected.split(" ")));
            faults.add(table + ": missing " + missing + ", surplus " + surplus);
        }
        Set<Long> there = new HashSet<>();
        for (String id : service.value("select string_agg(id::text, ' ') from " + table + "_child")
                .split(" ")) {
            there.add(Long.valueOf(id));
        }
        Set<Long> missing = new TreeSet<>(children);
        missing.removeAll(there);
        there.removeAll(children);
        if (!missing.isEmpty() || !there.isEmpty()) {
            faults.add(table + "_child: missing " + missing + ", surplus " + there);
        }
        return faults;
    }
}

package recovery.lab;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import postgres.Backend;
import postgres.Lsn;
import postgres.Query;
import postgres.SqlState;
import postgres.replication.ServerAddress;
import recovery.backup.StoredBackup;
import recovery.replication.RowsLost;
import recovery.replication.StandbyFacts;
import recovery.servers.WantedTarget;

/**
 * A standby that lags takes the place of its server, and a customer is missing; then found in the log that had been received,
 * and put into the new server. The same once more, where commits wait for the standby.
 */
final class FailoverExercise {

    private static final String CRITICAL = "insert into customers values (3, 'Critical', 'Customer')";
    private static final String SYNCHRONOUS = "insert into customers values (4, 'Patient', 'Customer')";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private FailoverExercise() {}

    static String run(LabRun lab) throws SQLException, IOException, InterruptedException {
        LabProtocol protocol = lab.protocol();
        protocol.step("A server, and two that stand by");
        LabServer primary = lab.server("primary", Map.of());
        LabHouse house = lab.house("primary", primary);
        LabShop.open(primary);
        StoredBackup backup = house.backup(primary);
        LabServer lagging = lab.add(
                "lagging", primary.standby("lagging", backup, lab.folder().resolve("lagging"), "lagging"));
        LabServer paused =
                lab.add("paused", primary.standby("paused", backup, lab.folder().resolve("paused"), "paused"));
        await("both standbys have what the server has", () -> shows(lagging, primary) && shows(paused, primary));
        protocol.saw("both show " + LabShop.counts(lagging));

        protocol.step("Cut one off, and have the other show no more");
        cut(lagging);
        paused.value("select pg_wal_replay_pause()::text");
        protocol.did("on \"lagging\": alter system set primary_conninfo = ''; select pg_reload_conf()");
        protocol.did("on \"paused\": select pg_wal_replay_pause()");

        protocol.step("A critical customer signs up");
        protocol.yours("insert him yourself: " + primary.psql() + " -c \"" + CRITICAL + "\"");
        if (customers(primary, 3) == 0) {
            primary.execute(CRITICAL);
        }
        protocol.did(CRITICAL);
        Lsn written = house.awaitReceived();
        await("the paused standby has received the customer", () -> received(paused, written));
        protocol.saw("the server says it is committed; neither standby shows it. But \"paused\" has it on its disk");
        StandbyFacts facts = house.replication().standbys().stream()
                .filter(each -> each.name().equals("lagging"))
                .findFirst()
                .orElseThrow();
        lab.require(
                facts.atRisk() != null && facts.atRisk().rows() == 1 && Boolean.FALSE.equals(facts.safeToFailOver()),
                "it was not foreseen that one row would be lost");
        protocol.did("GET /api/v1/replication");
        protocol.saw("a failover to \"lagging\" would lose " + rows(facts.atRisk()) + ": safeToFailOver is false");

        protocol.step("The server dies, and both are promoted");
        house.stopReceiving();
        primary.kill();
        long died = System.nanoTime();
        lagging.promote();
        paused.promote();
        protocol.did("kill the server; select pg_promote() on each");
        protocol.saw("\"paused\" has the customer (" + customers(paused, 3)
                + "): it replayed all that it had received before it opened. Pausing alone loses nothing");
        protocol.saw("\"lagging\" has no such customer (" + customers(lagging, 3)
                + "), as foreseen. This is the one that was promoted by mistake, and business goes on there");
        lab.require(customers(paused, 3) == 1, "the paused standby lost the customer");
        lab.require(customers(lagging, 3) == 0, "the standby that was cut off has the customer");

        protocol.step("Find the customer in the log that had been received");
        ServerAddress end = house.recover(new WantedTarget(null, null, null, null, null, true));
        protocol.did("POST /api/v1/recoveries {\"target\":{\"latest\":true}}");
        try (Connection recovered = end.database();
                Connection now = lagging.connect()) {
            protocol.saw("the server as it was when it died has " + LabShop.counts(recovered));
            Map<String, Long> put = LabShop.putBack(recovered, now, LabShop.TABLES);
            protocol.did("POST /api/v1/recoveries/<id>/put-back {\"database\":\"<the new server>\"}");
            protocol.saw("rows put into the new server: " + put);
        }
        String back = PitrExercise.seconds(died);
        lab.require(customers(lagging, 3) == 1, "the customer is not in the new server");

        protocol.step("The same where commits wait for the standby");
        house.follow(lagging);
        String waited = synchronously(lab, lagging, house);
        return "The standby that was cut off was promoted without the critical customer, as had been foreseen from the log: 1 row of 1"
                + " transaction. The customer was in the log that we had received, and was put into the new server "
                + back
                + " s after the old one died: no row was lost. A standby that merely shows less loses nothing. "
                + waited;
    }

    private static String synchronously(LabRun lab, LabServer now, LabHouse house)
            throws SQLException, IOException, InterruptedException {
        LabProtocol protocol = lab.protocol();
        LabServer standby = lab.add(
                "synchronous",
                now.standby("synchronous", house.backup(now), lab.folder().resolve("synchronous"), "synchronous"));
        now.execute("alter system set synchronous_standby_names = 'synchronous'", "select pg_reload_conf()");
        protocol.did("alter system set synchronous_standby_names = 'synchronous'; select pg_reload_conf()");
        await("commits wait for the standby", () -> "sync"
                .equals(now.value("select coalesce(max(sync_state), '') from pg_stat_replication"
                        + " where application_name = 'synchronous'")));
        cut(standby);
        try (Connection writer = now.connect()) {
            Backend backend = Backend.of(writer);
            CompletableFuture<Void> insert = CompletableFuture.runAsync(() -> insert(writer), thread());
            await("the insert waits", () -> "1"
                    .equals(now.value("select count(*)::text from pg_stat_activity where wait_event = 'SyncRep'"
                            + " and query like 'insert%'")));
            long seen = customers(now, 4);
            protocol.did(SYNCHRONOUS);
            protocol.saw("it waits (pg_stat_activity: SyncRep) and nobody sees the row (" + seen
                    + "): whoever inserts is not told that it is committed, so nothing that was promised can be lost");
            lab.require(seen == 0 && !insert.isDone(), "the insert did not wait");
            backend.cancelStatement();
            insert.join();
            protocol.saw("cancelled, it is committed on the server alone (" + customers(now, 4)
                    + "), with a warning: who gives up waiting has an asynchronous commit again");
        }
        return "Where commits waited for a standby that was cut off, the insert waited too: nothing is lost, and nothing goes on.";
    }

    private static Executor thread() {
        return work -> {
            Thread thread = new Thread(work, "lab-insert");
            thread.setDaemon(true);
            thread.start();
        };
    }

    private static void insert(Connection writer) {
        try {
            Query.execute(writer, SYNCHRONOUS);
        } catch (SQLException e) {
            throw new IllegalStateException(SqlState.firstLine(e), e);
        }
    }

    static void cut(LabServer standby) throws SQLException, InterruptedException {
        standby.execute("alter system set primary_conninfo = ''", "select pg_reload_conf()");
        await("nothing is sent to the standby any more", () -> "0"
                .equals(standby.value("select count(*)::text from pg_stat_wal_receiver")));
    }

    static boolean shows(LabServer standby, LabServer primary) throws SQLException {
        Lsn written = Lsn.parse(primary.value("select pg_current_wal_flush_lsn()::text"));
        return !Lsn.parse(standby.value("select coalesce(pg_last_wal_replay_lsn(), '0/0')::text"))
                .isBefore(written);
    }

    private static boolean received(LabServer standby, Lsn place) throws SQLException {
        return !Lsn.parse(standby.value("select coalesce(pg_last_wal_receive_lsn(), '0/0')::text"))
                .isBefore(place);
    }

    private static long customers(LabServer server, int id) throws SQLException {
        return Long.parseLong(server.value("select count(*)::text from customers where id = " + id));
    }

    static String rows(RowsLost lost) {
        List<String> tables = lost.tables().stream()
                .map(table -> table.table() + " " + table.inserted() + " inserted, " + table.updated() + " updated, "
                        + table.deleted() + " deleted")
                .toList();
        return lost.rows() + " rows (" + String.join("; ", tables) + ")";
    }

    /** What becomes so by itself. */
    interface Condition {
        boolean holds() throws SQLException;
    }

    static void await(String what, Condition condition) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the laboratory waited in vain until " + what);
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }
}

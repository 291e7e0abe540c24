package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes between the two commits of a restore into another database: kills, and databases that go away. */
class RestoreElsewhereOutageIT {

    private static final OtherDatabase OTHER = new OtherDatabase();

    /** Its ledger waits for a lock while it commits the end of a run. */
    private static Service service;

    private static SnapshotDoor door;

    @BeforeAll
    static void start() {
        service = OTHER.knownTo(Service.fresh(), "other").start();
        service.sql(
                "create function halt() returns trigger language plpgsql as"
                        + " 'begin perform pg_advisory_xact_lock(1); return null; end'",
                "create constraint trigger halt after update of ended_at on caravanserai.run"
                        + " deferrable initially deferred for each row when (new.kind in ('restore', 'undo'))"
                        + " execute function halt()");
        door = new SnapshotDoor(service);
    }

    @AfterAll
    static void stop() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
        service.close();
    }

    /** The id of a snapshot of a hundred rows. */
    private static String kept(String table) {
        service.sql(
                "create table " + table + " (id int primary key, t text)",
                "insert into " + table + " select i, 't' from generate_series(1, 100) i");
        return door.make(table);
    }

    private static String into(String more) {
        return "{\"database\": \"other\", \"into\": \"original\"" + more + "}";
    }

    private static String waiting() {
        return service.value(
                "select string_agg(l.pid::text, ',') from pg_locks l join pg_database d on d.oid = l.database"
                        + " where l.locktype = 'advisory' and not l.granted and d.datname = current_database()");
    }

    /** Begins to commit the run in the ledger, and is stuck there; the rows are committed elsewhere by then. */
    private static void lose(boolean crash) {
        Service.await("the ledger commits", () -> waiting() != null);
        if (crash) {
            service.kill();
        }
        service.value("select pg_terminate_backend(" + waiting() + ")");
    }

    private static String ended(String run) {
        Service.await(
                "the run has ended",
                () -> !service.get(run).json().get("state").asText().equals("running"));
        return service.get(run).json().get("state").asText();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsThatAreThereAreToldOfThoughTheLedgerLostThem(boolean crash) throws SQLException {
        // Given
        String table = crash ? "lost_by_a_crash" : "lost";
        OTHER.sql(
                "create table " + table + " (id int primary key, t text, check (id <> 5))",
                "insert into " + table + " values (7, 'x')");
        try (Connection holder = service.connect();
                Statement lock = holder.createStatement()) {
            String id = kept(table);
            lock.execute("select pg_advisory_lock(1)");
            String run = door.beginRestore(id, into(""));

            // When
            lose(crash);
            long there = OTHER.count(table);
            lock.execute("select pg_advisory_unlock(1)");
            if (crash) {
                service.start();
            }
            String state = ended(run);
            Service.Answer told = service.get(run);
            lock.execute("select pg_advisory_lock(1)");
            Service.Answer undo = service.post(run + "/undo", "application/json", "", "Prefer", "respond-async");
            lose(crash);
            lock.execute("select pg_advisory_unlock(1)");
            if (crash) {
                service.start();
            }
            Service.await(
                    "the restore is undone",
                    () -> service.get(run).json().get("state").asText().equals("undone"));

            // Then
            assertThat(there).isEqualTo(99);
            assertThat(state).isEqualTo("done-with-rejects");
            assertThat(SnapshotDoor.rows(told)).containsExactly(100, 99, 1, 0, 0);
            assertThat(service.letters(table)).hasSize(1);
            assertThat(undo.status()).as(undo.body()).isEqualTo(202);
            assertThat(OTHER.value("select string_agg(id || t, ' ') from " + table))
                    .isEqualTo("7x");
            assertThat(service.value("select string_agg(state, ' ' order by id) from caravanserai.run where id >= '"
                            + run.replaceFirst(".*/", "") + "'"))
                    .isEqualTo("undone done");
            assertThat(service.value("select count(*) from caravanserai.kept_rows where table_name = '" + table + "'"))
                    .isEqualTo("0");
            assertThat(service.everyRowIsAccountedFor()).isTrue();
        }
    }

    @Test
    void anEndThatNobodyKnowsIsToldWhenTheOtherDatabaseAnswersAgain() throws SQLException {
        // Given
        try (Connection holder = service.connect();
                Statement lock = holder.createStatement()) {
            String id = kept("unknown");
            lock.execute("select pg_advisory_lock(1)");
            String run = door.beginRestore(id, into(""));

            // When
            lose(true);
            lock.execute("select pg_advisory_unlock(1)");
            service.sql("alter database " + OTHER.name() + " allow_connections false");
            int logged = Service.text(service.log()).length();
            service.start();
            Service.await(
                    "it was asked for",
                    () -> Service.text(service.log()).substring(logged).contains("restore-settle"));
            String before = service.get(run).json().get("state").asText();
            service.sql("alter database " + OTHER.name() + " allow_connections true");

            // Then
            assertThat(before).isEqualTo("running");
            assertThat(ended(run)).isEqualTo("done");
            assertThat(OTHER.count("unknown")).isEqualTo(100);
        }
    }

    /** How many tables hold what restores overwrote there. */
    private static String keptThere() {
        return OTHER.value("select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                + " where nspname = 'caravanserai_kept' and relname ~ '^[0-9]'");
    }

    @Test
    void aRestoreThatIsKilledAtWorkLeavesNothingAndIsToldAsFailed() throws SQLException {
        // Given
        OTHER.sql(
                "create table at_work (id int primary key, t text)",
                "create function halt() returns trigger language plpgsql as"
                        + " 'begin perform pg_advisory_xact_lock(1); return new; end'",
                "create trigger halt before insert on at_work for each row when (new.id = 50) execute function halt()");
        try (Connection holder = OTHER.connect();
                Statement lock = holder.createStatement()) {
            String id = kept("at_work");
            String before = keptThere();
            lock.execute("select pg_advisory_lock(1)");
            String run = door.beginRestore(id, into(", \"triggers\": true"));
            Service.await(
                    "the rows go in",
                    () -> OTHER.value(
                                    "select 1 from pg_locks l join pg_database d on d.oid = l.database"
                                            + " where l.locktype = 'advisory' and not l.granted and d.datname = current_database()")
                            != null);

            // When
            service.kill();
            lock.execute("select pg_advisory_unlock(1)");
            service.start();

            // Then
            assertThat(ended(run)).isEqualTo("failed");
            assertThat(service.get(run).json().at("/problem/detail").asText()).contains("nothing of it was kept");
            assertThat(OTHER.count("at_work")).isZero();
            assertThat(keptThere()).isEqualTo(before);
            assertThat(SnapshotDoor.rows(door.restore(id, into("")))).containsExactly(100, 100, 0, 0, 0);
        }
    }
}

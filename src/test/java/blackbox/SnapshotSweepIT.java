package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Kills the service at random moments while it makes snapshots, verifies, restores, takes back and rehearses losses,
 * {@code -Dsweep.kills} times, and after each looks for anything half-done. {@code -Dsweep.seed} repeats a sweep.
 */
@Tag("sweep")
class SnapshotSweepIT {

    private static final int KILLS = Integer.getInteger("sweep.kills", 60);
    private static final long SEED = Long.getLong("sweep.seed", System.nanoTime());
    private static final int ROWS = 100_000;
    private static final int CHILDREN = 50_000;
    private static final String WARE =
            "select count(*) || ' ' || md5(string_agg(w::text, ';' order by id)) from ware w";

    private final Random random = new Random(SEED);
    private final Map<String, Integer> seen = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private final List<BusyWriter> writers = new ArrayList<>();
    private Service service;
    /** The set that restores are made from. */
    private String base;

    private String asKept;
    /** The restore into the original that could be taken back, and the table before it; or null. */
    private String restored;

    private String beforeRestore;

    private enum Action {
        FILES,
        TABLE,
        VERIFY,
        BESIDE,
        ORIGINAL,
        UNDO,
        DRILL
    }

    @Test
    void howeverOftenItIsKilledNothingHalfDoneIsLeft() throws Exception {
        // Given
        System.out.println("sweep.seed=" + SEED + " sweep.kills=" + KILLS);
        service = Service.fresh().start();
        makeTables();
        base = run("/api/v1/snapshots", "{\"tables\":[\"ware\"]}")
                .at("/detail/snapshot")
                .asText();
        asKept = service.value(WARE);

        // When
        for (int kill = 0; kill < KILLS; kill++) {
            Action action = restored != null && random.nextInt(3) == 0
                    ? Action.UNDO
                    : Action.values()[random.nextInt(Action.values().length)];
            killDuring(kill, action == Action.UNDO && restored == null ? Action.ORIGINAL : action);
            if (!faults.isEmpty()) {
                break;
            }
            if (kill % 20 == 19) {
                System.out.println("killed " + (kill + 1) + " times: " + seen);
            }
        }

        // Then
        System.out.println("swept " + seen + ", writes of others "
                + writers.stream().mapToInt(BusyWriter::writes).sum());
        assertThat(faults).isEmpty();
        service.close();
    }

    private void makeTables() {
        service.sql(
                "create table stock (id int primary key, n int not null default 0, t text default 'some text')",
                "insert into stock (id, t) select i, 'text of row ' || i from generate_series(1, " + ROWS + ") i",
                "create table stock_child (id bigint primary key, b int not null references stock on delete cascade,"
                        + " n int default 0)",
                "create index on stock_child (b)",
                "insert into stock_child select i, 1 + i % " + ROWS + " from generate_series(1, " + CHILDREN + ") i",
                "create table ware (id int primary key, name text unique, price numeric(10, 2), at timestamptz,"
                        + " gross numeric generated always as (price * 1.19) stored)",
                "insert into ware select i, 'ware ' || i, i / 7.0, timestamptz '2020-01-01' + i * interval '1 min'"
                        + " from generate_series(1, " + ROWS + ") i");
    }

    private void killDuring(int kill, Action action) throws Exception {
        String before = service.value(WARE);
        BusyWriter writer = new BusyWriter(service, "stock", 1000 + kill, ROWS, 2);
        writers.add(writer);
        String id;
        try {
            writer.start();
            id = begin(kill, action);
            if (action == Action.DRILL && random.nextBoolean()) {
                awaitStep(id, random.nextBoolean() ? "backup" : "delete");
                pause(random.nextInt(300));
            } else {
                pause(random.nextInt(4000));
            }
            service.kill();
            lookAtTheRuins(kill, action);
            service.start();
            if (random.nextInt(4) == 0) {
                pause(random.nextInt(1000));
                service.kill();
                service.start();
            }
        } finally {
            writer.end();
        }
        Service.await("no run is left running after kill " + kill + " of " + action, () -> "0"
                .equals(service.value("select count(*) from caravanserai.run where state = 'running'")));
        String state = service.value("select state from caravanserai.run where id = '" + id + "'");
        seen.merge(action + " " + state, 1, Integer::sum);
        int known = faults.size();
        check(action, id, state, before);
        for (int i = known; i < faults.size(); i++) {
            faults.set(i, "kill " + kill + " of " + action + " " + id + ", " + state + ": " + faults.get(i));
            System.out.println(faults.get(i));
        }
    }

    // --- What is begun -----------------------------------------------------------------------------------------

    private String begin(int kill, Action action) {
        return switch (action) {
            case FILES ->
                ask(
                        "/api/v1/snapshots",
                        random.nextBoolean()
                                ? "{\"tables\":[\"stock\",\"stock_child\",\"ware\"]}"
                                : "{\"tables\":[\"ware\"]}");
            case TABLE -> ask("/api/v1/snapshots", "{\"tables\":[\"stock\",\"stock_child\"],\"as\":\"table\"}");
            case VERIFY -> ask("/api/v1/snapshots/" + base + "/verify", "");
            case BESIDE -> ask("/api/v1/snapshots/" + base + "/restore", "{\"into\":\"beside\"}");
            case ORIGINAL -> {
                service.sql(
                        "delete from ware where id % 50 = " + random.nextInt(50),
                        "update ware set price = price + 1 where id % 50 = " + random.nextInt(50),
                        "insert into ware (id, name) select " + (ROWS * 2 + kill * 1000) + " + i, 'new ' || " + kill
                                + " || ' ' || i from generate_series(1, 500) i");
                beforeRestore = service.value(WARE);
                yield ask("/api/v1/snapshots/" + base + "/restore", "{\"into\":\"original\",\"rows\":\"all\"}");
            }
            case UNDO -> ask("/api/v1/runs/" + restored + "/undo", "");
            case DRILL ->
                ask(
                        "/api/v1/drills",
                        "{\"table\":\"stock\",\"rows\":" + (1 + random.nextInt(20_000)) + ",\"seed\":" + kill
                                + ",\"keepBackup\":" + random.nextBoolean() + "}");
        };
    }

    /** Asks for it, and waits for nothing. */
    private String ask(String path, String body) {
        Service.Answer answer = service.post(path, "application/json", body, "Prefer", "respond-async");
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
        return service.value("select id from caravanserai.run order by id desc limit 1");
    }

    private JsonNode run(String path, String body) {
        return service.post(path, "application/json", body, "Prefer", "wait=50").json();
    }

    private void awaitStep(String id, String step) {
        Service.await(
                "the drill is past " + step,
                () -> service.value("select 1 from caravanserai.step where run = '" + id + "' and name = '" + step + "'"
                                + " union all select 1 from caravanserai.run where id = '" + id
                                + "' and state <> 'running'")
                        != null);
    }

    // --- What is found -----------------------------------------------------------------------------------------

    /** Before anybody has put anything right: rows are missing only where the ledger says so. */
    private void lookAtTheRuins(int kill, Action action) {
        Service.await("the server knows that nobody is there any more", () -> "0"
                .equals(service.value("select count(*) from pg_stat_activity where datname = current_database()"
                        + " and application_name = 'caravanserai'")));
        long missing = ROWS - service.count("stock where id <= " + ROWS);
        boolean said = !"0"
                .equals(service.value("select count(*) from caravanserai.step s join caravanserai.run r on r.id = s.run"
                        + " where r.state = 'running' and s.name = 'delete' and not exists (select from"
                        + " caravanserai.step o where o.run = s.run and o.name = 'restore')"));
        if (missing > 0 != said) {
            faults.add("kill " + kill + " of " + action + ": " + missing + " rows are missing, and the ledger says "
                    + (said ? "some" : "none") + " are");
        }
        seen.merge("rows were gone " + (missing > 0), 1, Integer::sum);
    }

    private void check(Action action, String id, String state, String before) throws SQLException, IOException {
        checkWare(action, id, state, before);
        faults.addAll(BusyWriter.faults(service, "stock", writers, ROWS, CHILDREN));
        fault(
                "some runs do not add up",
                "select 1 from caravanserai.run where state <> 'running'"
                        + " and rows_in <> rows_loaded + rows_rejected + rows_unchanged + rows_skipped");
        fault("rows became dead letters", "select 1 from caravanserai.dead_letter");
        fault(
                "there is a schema",
                "select nspname from pg_namespace where nspname !~ '^pg_'"
                        + " and nspname not in ('public', 'information_schema', 'caravanserai', 'caravanserai_kept')");
        fault(
                "a table is kept for nobody",
                "select tablename from pg_tables t where schemaname = 'caravanserai_kept' and not exists ("
                        + "select from caravanserai.kept_rows k join caravanserai.run r on r.id = k.run"
                        + " where k.kept_in like '%' || t.tablename || '%' and r.state like 'done%')");
        fault(
                "a run of which rows are kept cannot be undone",
                "select run from caravanserai.kept_rows k join caravanserai.run r on r.id = k.run"
                        + " where r.state not like 'done%' or k.kept_in <> '' and to_regclass(k.kept_in) is null");
        fault(
                "a table is no snapshot and nobody's",
                "select tablename from pg_tables t where schemaname = 'public'"
                        + " and tablename not in ('stock', 'stock_child', 'ware', 'ware2') and not exists ("
                        + "select from caravanserai.backup_table b where b.table_name = t.tablename)");
        fault(
                "a snapshot's table is not there",
                "select table_name from caravanserai.backup_table where to_regclass(table_name) is null");
        fault(
                "a backup is of a run that is not done",
                "select b.table_name from caravanserai.backup_table b join caravanserai.run r on r.id = b.run"
                        + " where r.state <> 'done'");
        if (action == Action.BESIDE) {
            String beside = service.value("select to_regclass('ware2')");
            if ((beside != null) != state.equals("done")) {
                faults.add("the table beside is " + beside);
            }
            service.sql("drop table if exists ware2");
            service.sql("delete from caravanserai.kept_rows where table_name = 'ware2'");
        }
        checkSnapshots();
    }

    private void fault(String what, String query) {
        String found = service.value(query);
        if (found != null) {
            faults.add(what + ": " + found);
        }
    }

    private void checkWare(Action action, String id, String state, String before) {
        String now = service.value(WARE);
        if (action == Action.ORIGINAL) {
            boolean done = state.equals("done");
            if (!now.equals(done ? asKept : beforeRestore)) {
                faults.add("ware is " + now + " and was " + before + ", damaged " + beforeRestore + ", kept " + asKept);
            }
            restored = done ? id : null;
        } else if (action == Action.UNDO) {
            boolean undone =
                    "undone".equals(service.value("select state from caravanserai.run where id = '" + restored + "'"));
            if (undone != state.equals("done") || !now.equals(undone ? beforeRestore : asKept)) {
                faults.add("ware is " + now + " and was " + before + ", before the restore " + beforeRestore);
            }
            restored = undone ? null : restored;
        } else if (!now.equals(before)) {
            faults.add("ware is " + now + " and was " + before);
        }
    }

    /** Each one that is listed is whole. Those that were looked at go, so that there is room for others. */
    private void checkSnapshots() throws IOException {
        Path repository = service.data().resolve("snapshots");
        try (Stream<Path> found = Files.list(repository)) {
            found.filter(path -> path.getFileName().toString().startsWith("."))
                    .forEach(path -> faults.add("there is " + path));
        }
        List<String> listed = new ArrayList<>();
        for (JsonNode set : service.get("/api/v1/snapshots").json().get("snapshots")) {
            listed.add(set.get("id").asText());
        }
        try (Stream<Path> found = Files.list(repository)) {
            found.filter(path -> !listed.contains(path.getFileName().toString()))
                    .forEach(path -> faults.add("there is and is not listed " + path));
        }
        for (String set : listed) {
            JsonNode verified = run("/api/v1/snapshots/" + set + "/verify", "");
            if (!verified.path("state").asText().equals("done")) {
                faults.add("the snapshot " + set + " is not whole: " + verified);
            }
            if (!set.equals(base)) {
                service.send(
                        service.request("/api/v1/snapshots/" + set).DELETE().build());
            }
        }
        if (!listed.contains(base)) {
            faults.add("the snapshot " + base + " is gone");
        }
    }

    /** Some milliseconds, so that the next kill falls anywhere in the work. */
    private static void pause(int milliseconds) {
        try {
            if (new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

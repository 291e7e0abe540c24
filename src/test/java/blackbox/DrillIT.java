package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import ledger.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A loss is rehearsed: rows go for real, and come back as they were. */
class DrillIT {

    private static final Service SERVICE =
            Service.fresh().with("SNAPSHOT_LOCK_TIMEOUT_MILLIS", "60000").start();

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    // --- What goes comes back ----------------------------------------------------------------------------------

    @Test
    void rowsAreLostForRealAndComeBackAsTheyWere() {
        // Given
        customers("customers");
        String before = contents("customers");
        SERVICE.sql("create table places as select id, ctid as place from customers");

        // When
        JsonNode run = drilled("customers", 10, 42, true);

        // Then
        JsonNode detail = run.get("detail");
        assertThat(run.get("rows")).isEqualTo(rows(10, 10, 0, 0, 0));
        assertThat(contents("customers")).isEqualTo(before);
        assertThat(SERVICE.value("select string_agg(p.id::text, ',' order by p.id) from places p"
                        + " join customers c using (id) where c.ctid <> p.place"))
                .isEqualTo(keys(run));
        assertThat(detail.get("snapshot").asText()).isEqualTo("customers_backup");
        assertThat(detail.get("hashAfter")).isEqualTo(detail.get("hashBefore"));
        assertThat(detail.get("tableHashAfter")).isEqualTo(detail.get("tableHashBefore"));
        assertThat(detail.get("equal").asBoolean()).isTrue();
        assertThat(detail.get("touchedByOthers").asInt()).isZero();
        assertThat(detail.get("story")).extracting(JsonNode::asText).hasSize(4).satisfies(story -> assertThat(
                        String.valueOf(story))
                .contains("backed up 10 rows of customers into customers_backup")
                .contains("deleted 10 rows of customers")
                .contains("restored 10 rows from customers_backup")
                .contains("proved by their content hash"));
        assertThat(detail.get("seconds").properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactlyInAnyOrder("backup", "delete", "restore", "rto");
        assertThat(SERVICE.count("customers_backup")).isEqualTo(10);
        assertThat(SERVICE.value("select string_agg(name, ' ' order by done_at) from caravanserai.step where run = '"
                        + run.get("id").asText() + "'"))
                .isEqualTo("backup delete restore");
    }

    @Test
    void theSameSeedLosesTheSameRowsAndEachBackupHasANameOfItsOwn() {
        // Given
        customers("seeded");

        // When
        JsonNode first = drilled("seeded", 10, 7, true);
        JsonNode second = drilled("seeded", 10, 7, true);
        JsonNode other = drilled("seeded", 10, 8, true);

        // Then
        assertThat(keys(second)).isEqualTo(keys(first)).isNotEqualTo(keys(other));
        assertThat(List.of(first, second, other))
                .extracting(run -> run.get("detail").get("snapshot").asText())
                .containsExactly("seeded_backup", "seeded_backup_v1", "seeded_backup_v2");
        assertThat(SERVICE.get("/api/v1/snapshots/seeded_backup_v1").status()).isEqualTo(200);
    }

    @Test
    void aBackupThatIsNotToBeKeptGoesWithTheDrill() {
        // Given
        customers("unkept");
        SERVICE.sql(
                "create table unkept_orders (id int primary key, customer int references unkept on delete cascade)");
        SERVICE.sql("insert into unkept_orders select i, 1 + i % 100 from generate_series(1, 300) i");

        // When
        JsonNode run = drilled("unkept", 100, 1, false);

        // Then
        assertThat(run.get("rows")).isEqualTo(rows(400, 400, 0, 0, 0));
        assertThat(SERVICE.value("select to_regclass('unkept_backup')::text || to_regclass('unkept_orders_backup')"))
                .isNull();
        assertThat(SERVICE.get("/api/v1/snapshots/unkept_backup").status()).isEqualTo(404);
        assertThat(SERVICE.count("unkept_orders")).isEqualTo(300);
        assertThat(keptTables(run)).isZero();
    }

    @Test
    void aKeyOfSeveralColumnsTellsRowsApart() {
        // Given
        SERVICE.sql(
                "create table composite (a text collate \"C\", b numeric, c timestamptz, v text, primary key (c, a, b))",
                "insert into composite select 'a' || i % 3, i / 7.0, timestamptz '2020-01-01' + i * interval '1 us',"
                        + " case when i % 5 > 0 then 'v' || i end from generate_series(1, 200) i");
        String before = contents("composite");

        // When
        JsonNode run = drilled("composite", 50, 3, true);

        // Then
        assertThat(contents("composite")).isEqualTo(before);
        assertThat(run.get("detail").get("keys").get(0).properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThat(run.get("detail").get("equal").asBoolean()).isTrue();
    }

    @Test
    void identitiesAndWhatTheServerComputesStayWhatTheyWere() {
        // Given
        SERVICE.sql(
                "create table computed (id int generated always as identity primary key, price numeric, n serial,"
                        + " gross numeric generated always as (price * 1.19) stored, at timestamptz default now())",
                "insert into computed (price) select i / 3.0 from generate_series(1, 50) i");
        String before = contents("computed");

        // When
        drilled("computed", 20, 5, true);

        // Then
        assertThat(contents("computed")).isEqualTo(before);
        SERVICE.sql("insert into computed (price) values (1)");
        assertThat(SERVICE.value("select max(id) || ' ' || max(n) from computed"))
                .isEqualTo("51 51");
    }

    @Test
    void namesMayBeAnything() {
        // Given
        SERVICE.sql(
                "create schema \"S; drop table customers --\"",
                "create table \"S; drop table customers --\".\"T?\"\" ' \\\" (\"Select\" int primary key, \"ü? \"\"x\"\"\" text)",
                "insert into \"S; drop table customers --\".\"T?\"\" ' \\\" select i, '?' || i from generate_series(1, 30) i");

        // When
        JsonNode run = drilled("S; drop table customers --.T?\" ' \\", 5, 1, true);

        // Then
        assertThat(run.get("rows")).isEqualTo(rows(5, 5, 0, 0, 0));
        assertThat(SERVICE.count("\"S; drop table customers --\".\"T?\"\" ' \\\""))
                .isEqualTo(30);
        assertThat(run.get("detail").get("snapshot").asText()).isEqualTo("S; drop table customers --.T?\" ' \\_backup");
    }

    // --- What refers to them -----------------------------------------------------------------------------------

    @Test
    void whatADeleteTakesAlongOverSeveralLevelsComesBackToo() {
        // Given
        SERVICE.sql(
                "create table region (id int primary key, parent int references region on delete cascade)",
                "create table city (id int primary key, region int not null references region on delete cascade)",
                "create table street (city int references city on delete cascade, name text, primary key (city, name))",
                "create table house (id int primary key, city int, street text,"
                        + " foreign key (city, street) references street on delete cascade)",
                "insert into region select i, nullif(i / 3, 0) from generate_series(1, 30) i",
                "insert into city select i, 1 + i % 30 from generate_series(1, 90) i",
                "insert into street select i % 90 + 1, 's' || i from generate_series(1, 180) i",
                "insert into house select i, i % 90 + 1, 's' || (1 + (i - 1) % 180) from generate_series(1, 180) i");
        String before = contents("region", "city", "street", "house");

        // When
        JsonNode run = drilled("region", 4, 11, true);

        // Then
        assertThat(contents("region", "city", "street", "house")).isEqualTo(before);
        assertThat(run.get("detail").get("backups"))
                .extracting(backup -> backup.get("table").asText())
                .containsExactlyInAnyOrder("region", "city", "street", "house");
        assertThat(run.get("rows").get("in")).isEqualTo(run.get("rows").get("loaded"));
        assertThat(run.get("rows").get("in").asInt()).isGreaterThan(20);
        assertThat(run.get("detail").get("equal").asBoolean()).isTrue();
    }

    @Test
    void rowsThatReferToEachOtherInACircleComeBack() {
        // Given
        SERVICE.sql(
                "create table hen (id int primary key, egg int not null)",
                "create table egg (id int primary key, hen int not null references hen on delete cascade)",
                "insert into hen select i, i from generate_series(1, 20) i",
                "insert into egg select i, 1 + i % 20 from generate_series(1, 20) i",
                "alter table hen add foreign key (egg) references egg on delete cascade");
        String before = contents("hen", "egg");

        // When
        JsonNode run = drilled("hen", 1, 1, true);

        // Then
        assertThat(run.get("rows")).isEqualTo(rows(40, 40, 0, 0, 0));
        assertThat(contents("hen", "egg")).isEqualTo(before);
    }

    @Test
    void rowsThatForgotWhomTheyReferredToAreToldAgain() {
        // Given
        SERVICE.sql(
                "create table boss (id int primary key, name text)",
                "create table worker (id int primary key, boss int references boss on delete set null,"
                        + " mate int references worker on delete set null, note text)",
                "insert into boss select i, 'b' || i from generate_series(1, 10) i",
                "insert into worker select i, 1 + i % 10, nullif(i - 1, 0), 'n' from generate_series(1, 40) i");
        String before = contents("boss", "worker");

        // When
        JsonNode bosses = drilled("boss", 3, 1, true);
        JsonNode workers = drilled("worker", 5, 1, true);

        // Then
        assertThat(contents("boss", "worker")).isEqualTo(before);
        assertThat(bosses.get("rows")).isEqualTo(rows(15, 15, 0, 0, 0));
        assertThat(workers.get("detail").get("keys")).hasSize(5);
        assertThat(workers.get("detail").get("story").get(1).asText()).isEqualTo("deleted 5 rows of worker");
        assertThat(workers.get("detail").get("equal").asBoolean()).isTrue();
    }

    @Test
    void rowsThatStayAndReferToTheSampleAreNamedAndNothingChanges() {
        // Given
        SERVICE.sql(
                "create table stays (id int primary key)",
                "insert into stays select generate_series(1, 10)",
                "create table stays_a (id int primary key, s int references stays)",
                "create table stays_b (id int primary key, s int references stays on delete restrict)",
                "create table stays_c (id int primary key, s int default 10 references stays on delete set default)",
                "create table stays_d (id int primary key, s int references stays on delete cascade)",
                "insert into stays_a select i, i from generate_series(1, 10) i",
                "insert into stays_b select i, i from generate_series(1, 10) i",
                "insert into stays_c select i, i from generate_series(1, 9) i",
                "insert into stays_d select i, i from generate_series(1, 10) i");
        String before = contents("stays", "stays_a", "stays_b", "stays_c", "stays_d");

        // When
        Service.Answer answer = drill("stays", "9", "1", true);

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().get("detail").asText())
                .contains("9 of stays_a (stays_a_s_fkey)")
                .contains("9 of stays_b (stays_b_s_fkey)")
                .contains(" of stays_c (stays_c_s_fkey)")
                .doesNotContain("stays_d");
        assertThat(answer.json().get("run").get("state").asText()).isEqualTo("refused");
        assertThat(contents("stays", "stays_a", "stays_b", "stays_c", "stays_d"))
                .isEqualTo(before);
        assertThat(SERVICE.value("select to_regclass('stays_backup')")).isNull();
    }

    @Test
    void whatRefersToAPartitionAloneIsSeen() {
        // Given
        SERVICE.sql(
                "create table parted (id int, k int, v text, primary key (id, k)) partition by list (k)",
                "create table parted_0 partition of parted for values in (0)",
                "create table parted_1 partition of parted for values in (1)",
                "insert into parted select i, i % 2, 'v' from generate_series(1, 40) i",
                "create table of_all (id int primary key, p int, k int,"
                        + " foreign key (p, k) references parted on delete cascade)",
                "create table of_one (id int primary key, p int, k int,"
                        + " foreign key (p, k) references parted_1 on delete cascade)",
                "insert into of_all select i, i, i % 2 from generate_series(1, 40) i",
                "insert into of_one select i, i, 1 from generate_series(1, 40, 2) i");
        String before = contents("parted", "of_all", "of_one");

        // When
        JsonNode whole = drilled("parted", 40, 1, true);
        JsonNode one = drilled("parted_1", 20, 1, true);

        // Then
        assertThat(contents("parted", "of_all", "of_one")).isEqualTo(before);
        assertThat(whole.get("rows")).isEqualTo(rows(100, 100, 0, 0, 0));
        assertThat(one.get("rows")).isEqualTo(rows(60, 60, 0, 0, 0));
    }

    @Test
    void triggersSleepAndWakeUpAsTheyWere() {
        // Given
        SERVICE.sql(
                "create table audit (what text)",
                "create function audited() returns trigger language plpgsql as"
                        + " $$ begin insert into audit values (tg_op || ' ' || tg_table_name); return coalesce(new, old); end $$",
                "create function touched() returns trigger language plpgsql as"
                        + " $$ begin new.updated_at := now(); return new; end $$",
                "create table watched (id int primary key, updated_at timestamptz default '2001-01-01')",
                "create table watched_child (id int primary key, w int references watched on delete cascade,"
                        + " v int references watched on delete set null)",
                "create table watched_part (id int, w int references watched on delete cascade, primary key (id, w))"
                        + " partition by range (w)",
                "create table watched_part_1 partition of watched_part for values from (0) to (1000)",
                "insert into watched select generate_series(1, 20)",
                "insert into watched_child select i, i, 21 - i from generate_series(1, 20) i",
                "insert into watched_part select i, i from generate_series(1, 20) i",
                "create trigger a after insert or update or delete on watched for each row execute function audited()",
                "create trigger b before insert or update on watched for each row execute function touched()",
                "create trigger c after delete on watched for each statement execute function audited()",
                "create trigger d after insert on watched for each row execute function audited()",
                "create trigger e after insert on watched for each row execute function audited()",
                "create constraint trigger f after insert on watched deferrable initially deferred"
                        + " for each row execute function audited()",
                "alter table watched disable trigger d",
                "alter table watched enable always trigger e",
                "alter table watched enable replica trigger c",
                "create trigger g before insert or update or delete on watched_child"
                        + " for each row execute function audited()",
                "create trigger h before insert or update or delete on watched_part"
                        + " for each row execute function audited()",
                "create trigger i before insert or update or delete on watched_part_1"
                        + " for each row execute function audited()");
        String triggers =
                "select string_agg(tgrelid::regclass || ' ' || tgname || tgenabled::text, ' ' order by tgrelid, tgname)"
                        + " from pg_trigger where tgname ~ '^.$'";
        String asTheyWere = SERVICE.value(triggers);
        String before = contents("watched", "watched_child", "watched_part");

        // When
        drilled("watched", 5, 1, true);

        // Then
        assertThat(SERVICE.value("select string_agg(what, ', ') from audit")).isNull();
        assertThat(contents("watched", "watched_child", "watched_part")).isEqualTo(before);
        assertThat(SERVICE.value(triggers)).isEqualTo(asTheyWere);
    }

    // --- What cannot be drilled --------------------------------------------------------------------------------

    @Test
    void whatCannotBeDrilledIsRefusedWithItsReason() {
        // Given
        SERVICE.sql(
                "create table keyless (id int)",
                "insert into keyless values (1)",
                "create table empty (id int primary key)",
                "create view seen as select 1 as id",
                "create materialized view stored as select 1 as id",
                "create table keyed (id int primary key)",
                "insert into keyed values (1)",
                "create table keyless_child (id int references keyed on delete cascade)",
                "insert into keyless_child values (1)");

        // When
        List<Service.Answer> refused = new ArrayList<>();
        for (String table : List.of("keyless", "empty", "seen", "stored", "keyed")) {
            refused.add(drill(table, "1", "1", true));
        }
        List<Service.Answer> missing = List.of(
                drill("nowhere", "1", "1", true),
                drill("", "1", "1", true),
                drill("pg_class", "1", "1", true),
                drill("caravanserai.run", "1", "1", true));

        // Then
        assertThat(refused)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(422));
        assertThat(refused)
                .extracting(answer -> answer.json().get("detail").asText())
                .containsExactly(
                        "keyless has no primary key, so its rows could not be told apart again",
                        "empty has no rows that could be lost",
                        "\"seen\" holds no rows of its own",
                        "\"stored\" holds no rows of its own",
                        "keyless_child has no primary key, so its rows could not be told apart again");
        assertThat(missing)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(404));
        assertThat(SERVICE.count("keyless_child")).isEqualTo(1);
    }

    @Test
    void numbersThatAreNoneAreMalformed() {
        // Given
        SERVICE.sql("create table counted (id int primary key)", "insert into counted values (1)");

        // When
        List<Service.Answer> answers = new ArrayList<>();
        for (String wrong : List.of("0", "-1", "100001", "1.5", "\"10\"", "[]", "1e400", "99999999999999999999")) {
            answers.add(drill("counted", wrong, "1", true));
        }
        for (String wrong : List.of("1.5", "\"x\"", "{}", "true", "99999999999999999999")) {
            answers.add(drill("counted", "1", wrong, true));
        }
        answers.add(SERVICE.post("/api/v1/drills", "application/json", "{}"));
        answers.add(SERVICE.post("/api/v1/drills", "application/json", "[1]"));
        answers.add(SERVICE.post("/api/v1/drills", "application/json", "{\"table\": {\"a\": 1}}"));
        answers.add(
                SERVICE.post("/api/v1/drills", "application/json", "{\"table\":\"counted\",\"keepBackup\":\"no\"}"));

        // Then
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(400));
        assertThat(SERVICE.value("select to_regclass('counted_backup')")).isNull();
    }

    @Test
    void aTableThatSomebodyHoldsIsLeftAlone() throws Exception {
        // Given
        try (Service service =
                Service.fresh().with("SNAPSHOT_LOCK_TIMEOUT_MILLIS", "200").start()) {
            service.sql(
                    "create table held (id int primary key)",
                    "insert into held select generate_series(1, 10)",
                    "create table held_child (id int primary key, h int references held on delete cascade)",
                    "insert into held_child select i, i from generate_series(1, 10) i");
            List<Service.Answer> answers = new ArrayList<>();

            // When
            for (String lock :
                    List.of("held in row exclusive", "held_child in row exclusive", "held_child in access exclusive")) {
                try (Connection somebody = service.connect();
                        Statement statement = somebody.createStatement()) {
                    somebody.setAutoCommit(false);
                    statement.execute("lock table " + lock + " mode");
                    answers.add(service.post(
                            "/api/v1/drills", "application/json", body("held", "5", "1", true), "Prefer", "wait=60"));
                }
            }

            // Then
            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.body()).isEqualTo(423));
            assertThat(service.count("held")).isEqualTo(10);
            assertThat(service.count("held_child")).isEqualTo(10);
            assertThat(service.value("select to_regclass('held_backup')")).isNull();
            assertThat(service.count("caravanserai.step")).isZero();
        }
    }

    @Test
    void whatTheDatabaseDoesNotLetGoIsRefusedAndTheBackupIsDropped() {
        // Given
        SERVICE.sql(
                "create table glued (id int primary key)",
                "insert into glued select generate_series(1, 5)",
                "create table glued_child (id int primary key, g int not null references glued on delete set null)",
                "insert into glued_child select i, i from generate_series(1, 5) i");

        // When
        Service.Answer answer = drill("glued", "2", "1", true);

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().get("run").get("state").asText()).isEqualTo("undone");
        assertThat(answer.json().get("detail").asText()).contains("null value in column \"g\"");
        assertThat(SERVICE.count("glued")).isEqualTo(5);
        assertThat(SERVICE.value("select to_regclass('glued_backup')")).isNull();
    }

    // --- While others write ------------------------------------------------------------------------------------

    @Test
    void whatOthersWriteThroughoutManyDrillsIsAllThere() throws Exception {
        // Given
        SERVICE.sql(
                "create table busy (id int primary key, n int not null default 0)",
                "create table busy_child (id bigint primary key, b int not null references busy on delete cascade, n int default 0)",
                "insert into busy select generate_series(1, 300)",
                "insert into busy_child select i, 1 + i % 300 from generate_series(1, 900) i");
        List<BusyWriter> writers = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            writers.add(new BusyWriter(SERVICE, "busy", 100 + w, 300, 0));
        }

        // When
        List<JsonNode> runs = new ArrayList<>();
        try {
            writers.forEach(BusyWriter::start);
            for (int i = 0; i < 12; i++) {
                runs.add(answered(drill("busy", "40", String.valueOf(i), i % 2 == 0)));
            }
        } finally {
            writers.forEach(BusyWriter::end);
        }

        // Then
        assertThat(runs).allSatisfy(run -> assertThat(run.get("state").asText())
                .as(run.toPrettyString())
                .isEqualTo("done"));
        assertThat(writers.stream().mapToInt(BusyWriter::writes).sum()).isGreaterThan(100);
        assertThat(BusyWriter.faults(SERVICE, "busy", writers, 300, 900)).isEmpty();
    }

    @Test
    void drillsOnOneTableWaitForEachOtherOrAreRefused() {
        // Given
        customers("shared");
        String before = contents("shared");

        // When
        List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int seed = i / 2;
            asked.add(CompletableFuture.supplyAsync(() -> answered(drill("shared", "60", "" + seed, true))));
        }
        List<JsonNode> runs = asked.stream().map(CompletableFuture::join).toList();

        // Then
        assertThat(contents("shared")).isEqualTo(before);
        assertThat(runs).extracting(run -> run.get("state").asText()).contains("done");
        assertThat(runs).allSatisfy(run -> {
            boolean done = run.get("state").asText().equals("done");
            assertThat(run.get("rows")).isEqualTo(done ? rows(60, 60, 0, 0, 0) : rows(0, 0, 0, 0, 0));
            assertThat(done || run.at("/problem/status").asInt() == 409)
                    .as(run.toPrettyString())
                    .isTrue();
        });
    }

    @Test
    void aDrillWhoseTablesAnotherIsAtWorkOnIsRefused() throws Exception {
        // Given
        SERVICE.sql(
                "create table mother (id int primary key)",
                "create table child (id int primary key, m int references mother on delete cascade)",
                "insert into mother select generate_series(1, 5)",
                "insert into child select i, i from generate_series(1, 5) i");

        // When
        CompletableFuture<Service.Answer> first = new CompletableFuture<>();
        Service.Answer second;
        try (Interleaved drill = Interleaved.beforeTheFirstStep(
                SERVICE, "child", () -> first.completeAsync(() -> drill("child", "5", "1", true)))) {
            drill.step().step();
            CompletableFuture<Service.Answer> asked =
                    CompletableFuture.supplyAsync(() -> drill("mother", "5", "1", true));
            drill.awaitWaiting(2);
            drill.goOn();
            second = asked.join();
        }

        // Then
        assertThat(answered(first.join()).get("state").asText()).isEqualTo("done");
        assertThat(answered(second).get("state").asText()).as(second.body()).isIn("done", "refused");
        assertThat(SERVICE.count("mother")).isEqualTo(5);
        assertThat(SERVICE.count("child")).isEqualTo(5);
        assertThat(SERVICE.count("caravanserai.dead_letter where table_name = 'child'"))
                .isZero();
    }

    @Test
    void whatOthersChangeBetweenTheStepsIsTheirs() throws Exception {
        // Given
        SERVICE.sql(
                "create table between (id int primary key, v text unique)",
                "create table between_child (id int primary key, b int references between on delete cascade, v text)",
                "create table between_named (id int primary key, b int references between on delete set null, v text)",
                "insert into between select i, 'v' || i from generate_series(1, 20) i",
                "insert into between_child select i, i from generate_series(1, 20) i",
                "insert into between_named select i, i from generate_series(1, 20) i");

        // When
        CompletableFuture<Service.Answer> answer = new CompletableFuture<>();
        try (Interleaved drill = Interleaved.beforeTheFirstStep(
                SERVICE, "between", () -> answer.completeAsync(() -> drill("between", "20", "1", false)))) {
            drill.step();
            // Backed up, and not yet deleted.
            drill.sql(
                    "update between set v = 'changed' where id = 1",
                    "delete from between where id = 2",
                    "insert into between_child values (103, 3)",
                    "update between_child set v = 'changed' where id = 4",
                    "delete from between_child where id = 5",
                    "update between_named set v = 'changed' where id = 6");
            drill.step();
            // Deleted, and not yet restored.
            drill.sql(
                    "insert into between values (7, 'new')",
                    "delete from between_named where id = 8",
                    "update between_named set v = 'changed' where id = 9",
                    "update between_named set b = 7 where id = 10",
                    "update between_child set v = 'again' where id = 4");
        }
        JsonNode run = answered(answer.join());

        // Then
        assertThat(run.get("state").asText()).as(run.toPrettyString()).isEqualTo("done");
        assertThat(run.get("detail").get("equal").asBoolean()).isFalse();
        assertThat(run.get("detail").get("story").get(3).asText())
                .isEqualTo("deleted 15 rows of between, and left 5 alone that were changed meanwhile");
        assertThat(SERVICE.value("select string_agg(id || v, ' ' order by id) from between where id < 9"))
                .isEqualTo("1changed 3v3 4v4 5v5 6v6 7new 8v8");
        assertThat(SERVICE.count("between")).isEqualTo(19);
        assertThat(SERVICE.value("select string_agg(id || coalesce(v, ''), ' ' order by id) from between_child"))
                .isEqualTo("1 3 4again 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 103");
        assertThat(SERVICE.value("select string_agg(id || '>' || coalesce(b, 0) || coalesce(v, ''), ' ' order by id)"
                        + " from between_named where id < 12"))
                .isEqualTo("1>1 2>0 3>3 4>4 5>5 6>6changed 7>7 9>9changed 10>7 11>11");
    }

    // --- Rows that cannot return -------------------------------------------------------------------------------

    @Test
    void aRowWhoseParentWasRemovedMeanwhileIsADeadLetterAndStaysInTheBackup() throws Exception {
        // Given
        SERVICE.sql(
                "create table town (id int primary key)",
                "create table citizen (id int primary key, town int not null references town, name text unique,"
                        + " shout text generated always as (upper(name)) stored)",
                "create table dog (id int primary key, owner int references citizen on delete cascade)",
                "insert into town select generate_series(1, 10)",
                "insert into citizen select i, i, 'c' || i from generate_series(1, 10) i",
                "insert into dog select i, i from generate_series(1, 10) i");

        // When
        CompletableFuture<Service.Answer> answer = new CompletableFuture<>();
        try (Interleaved drill = Interleaved.beforeTheFirstStep(
                SERVICE, "citizen", () -> answer.completeAsync(() -> drill("citizen", "10", "1", false)))) {
            drill.step().step();
            drill.sql("delete from town where id = 3", "insert into citizen values (104, 4, 'c4')");
        }
        JsonNode run = answered(answer.join());

        // Then
        String id = run.get("id").asText();
        assertThat(run.get("state").asText()).as(run.toPrettyString()).isEqualTo("done-with-rejects");
        assertThat(run.get("rows")).isEqualTo(rows(20, 16, 4, 0, 0));
        assertThat(run.get("detail").get("equal").asBoolean()).isFalse();
        assertThat(run.get("detail").get("story").toString())
                .contains("restored 8 rows from citizen_backup")
                .contains("4 rows could not return: they are dead letters of this run");
        assertThat(SERVICE.value("select string_agg(id::text, ' ' order by id) from citizen"))
                .isEqualTo("1 2 5 6 7 8 9 10 104");
        assertThat(SERVICE.count("dog")).isEqualTo(8);
        assertThat(SERVICE.count("citizen_backup")).isEqualTo(10);
        assertThat(SERVICE.value("select string_agg(table_name || ' ' || sqlstate, ', ' order by table_name, sqlstate)"
                        + " from caravanserai.dead_letter where run = '" + id + "'"))
                .isEqualTo("citizen 23503, citizen 23505, dog 23503, dog 23503");
        assertThat(SERVICE.count("caravanserai.dead_letter where line is not null and run = '" + id + "'"))
                .isZero();
        assertThat(keptTables(run)).isZero();

        // What stood in the way is gone: they go in.
        SERVICE.sql("insert into town values (3)", "delete from citizen where id = 104");
        for (String table : List.of("citizen", "dog")) {
            SERVICE.post(
                    "/api/v1/dead-letters/redrive",
                    "application/json",
                    "{\"run\":\"" + id + "\",\"table\":\"" + table + "\"}");
        }
        assertThat(SERVICE.value("select string_agg(id || shout, ' ' order by id) from citizen"))
                .isEqualTo("1C1 2C2 3C3 4C4 5C5 6C6 7C7 8C8 9C9 10C10");
        assertThat(SERVICE.count("dog")).isEqualTo(10);
    }

    @Test
    void rowsOfATableThatWasDroppedMeanwhileStayInTheBackup() throws Exception {
        // Given
        SERVICE.sql(
                "create table kept (id int primary key, old text)",
                "create table dropped (id int primary key, k int references kept on delete cascade)",
                "insert into kept select i, 'o' from generate_series(1, 10) i",
                "insert into dropped select i, i from generate_series(1, 10) i");

        // When
        CompletableFuture<Service.Answer> answer = new CompletableFuture<>();
        try (Interleaved drill = Interleaved.beforeTheFirstStep(
                SERVICE, "kept", () -> answer.completeAsync(() -> drill("kept", "5", "1", false)))) {
            drill.step().step();
            drill.sql("drop table dropped");
        }
        JsonNode run = answered(answer.join());

        // Then
        assertThat(run.get("state").asText()).as(run.toPrettyString()).isEqualTo("done-with-rejects");
        assertThat(run.get("rows")).isEqualTo(rows(10, 5, 5, 0, 0));
        assertThat(SERVICE.count("kept")).isEqualTo(10);
        assertThat(SERVICE.count("dropped_backup")).isEqualTo(5);
        assertThat(SERVICE.letters("dropped")).hasSize(5);
    }

    @Test
    void aBackupCannotBeDeletedWhileItHoldsTheOnlyCopy() throws Exception {
        // Given
        customers("guarded");
        Service.Answer[] deleted = new Service.Answer[1];

        // When
        CompletableFuture<Service.Answer> answer = new CompletableFuture<>();
        try (Interleaved drill = Interleaved.beforeTheFirstStep(
                SERVICE, "guarded", () -> answer.completeAsync(() -> drill("guarded", "5", "1", true)))) {
            drill.step().step();
            deleted[0] = SERVICE.send(
                    SERVICE.request("/api/v1/snapshots/guarded_backup").DELETE().build());
        }
        JsonNode run = answered(answer.join());

        // Then
        assertThat(deleted[0].status()).as(deleted[0].body()).isEqualTo(409);
        assertThat(run.get("state").asText()).isEqualTo("done");
        assertThat(SERVICE.count("guarded")).isEqualTo(100);
        assertThat(SERVICE.send(SERVICE.request("/api/v1/snapshots/guarded_backup")
                                .DELETE()
                                .build())
                        .status())
                .isEqualTo(200);
    }

    // --- Processes that go away --------------------------------------------------------------------------------

    @Test
    void aDrillThatIsKilledBeforeAnythingWasDeletedIsUndone() throws Exception {
        // Given
        try (Service service = patient()) {
            customers(service, "killed");
            String before = contents(service, "killed");

            // When
            try (Interleaved drill = Interleaved.beforeTheFirstStep(service, "killed", () -> ask(service, "killed"))) {
                drill.step();
                assertThat(service.count("killed_backup")).isEqualTo(10);
                service.kill();
            }
            service.start();

            // Then
            assertThat(ended(service).get("state").asText()).isEqualTo("undone");
            assertThat(contents(service, "killed")).isEqualTo(before);
            assertThat(service.value("select to_regclass('killed_backup')")).isNull();
        }
    }

    @Test
    void aDrillThatIsKilledWhileRowsAreGonePutsThemBack() throws Exception {
        // Given
        try (Service service = patient()) {
            customers(service, "killed");
            service.sql(
                    "create table killed_child (id int primary key, k int references killed on delete cascade)",
                    "insert into killed_child select i, 1 + i % 100 from generate_series(1, 300) i");
            String before = contents(service, "killed", "killed_child");

            // When
            try (Interleaved drill = Interleaved.beforeTheFirstStep(service, "killed", () -> ask(service, "killed"))) {
                drill.step().step();
                assertThat(service.count("killed")).isEqualTo(90);
                JsonNode told = service.get("/api/v1/runs?kind=drill").json().at("/runs/0/detail");
                assertThat(told.get("snapshot").asText()).isEqualTo("killed_backup");
                assertThat(told.get("story").toString()).contains("deleted 10 rows of killed");
                service.kill();
            }
            service.start();

            // Then
            JsonNode run = ended(service);
            assertThat(run.get("state").asText()).isEqualTo("done");
            assertThat(run.get("rows")).isEqualTo(rows(40, 40, 0, 0, 0));
            assertThat(contents(service, "killed", "killed_child")).isEqualTo(before);
            assertThat(service.count("killed_backup")).isEqualTo(10);
        }
    }

    @Test
    void aDrillThatIsKilledBeforeItsBackupIsDroppedDropsIt() throws Exception {
        // Given
        try (Service service = patient()) {
            customers(service, "killed");
            String before = contents(service, "killed");

            // When
            try (Interleaved drill = Interleaved.beforeTheFirstStep(
                            service, "killed", () -> ask(service, body("killed", "10", "1", false)));
                    Connection reader = service.connect();
                    Statement statement = reader.createStatement()) {
                drill.step();
                reader.setAutoCommit(false);
                statement.execute("lock table killed_backup in access share mode");
                drill.step();
                drill.goOn();
                Service.await("the last step waits", () -> "1"
                        .equals(service.value("select count(*) from pg_locks where not granted"
                                + " and relation = 'killed_backup'::regclass")));
                service.kill();
                reader.rollback();
            }
            service.start();

            // Then
            assertThat(ended(service).get("state").asText()).isEqualTo("done");
            assertThat(contents(service, "killed")).isEqualTo(before);
            assertThat(service.value("select to_regclass('killed_backup')")).isNull();
        }
    }

    @Test
    void rowsThatCannotComeBackYetAreToldOfAndComeBackWhenTheLockIsGone() throws Exception {
        // Given
        try (Service service =
                Service.fresh().with("SNAPSHOT_LOCK_TIMEOUT_MILLIS", "5000").start()) {
            customers(service, "locked");

            // When
            try (Interleaved drill = Interleaved.beforeTheFirstStep(service, "locked", () -> ask(service, "locked"))) {
                drill.step().step();
                Service.await(
                        "the ledger tells where the rows are",
                        () -> service.get("/api/v1/runs?kind=drill").body().contains("they are safe in locked_backup"));
                assertThat(service.count("locked")).isEqualTo(90);
            }

            // Then
            assertThat(ended(service).get("state").asText()).isEqualTo("done");
            assertThat(service.count("locked")).isEqualTo(100);
        }
    }

    @Test
    void drillsComeByThemselvesWhenASchedulSaysSo() {
        // Given
        try (Service service = Service.fresh()
                .with("DRILL_CRON", "* * * * * ?")
                .with("DRILL_TABLES", "scheduled,nowhere")
                .with("DRILL_ROWS", "5")
                .start()) {
            customers(service, "scheduled");

            // When
            Service.await(
                    "some drills were done",
                    () -> Long.parseLong(
                                    service.value(
                                            "select count(*) from caravanserai.run where kind = 'drill' and door = 'timer' and state = 'done'"))
                            > 2);

            // Then
            assertThat(service.count("scheduled")).isLessThanOrEqualTo(100);
            assertThat(service.value("select count(distinct detail ->> 'seed') > 1 from caravanserai.run"
                            + " where state = 'done'"))
                    .isEqualTo("t");
            assertThat(service.value(
                            "select distinct state || rows_in from caravanserai.run where subject = 'nowhere'"))
                    .isEqualTo("refused0");
            service.stop();
            assertThat(service.everyRowIsAccountedFor()).isTrue();
        }
    }

    // --- How it is asked for -----------------------------------------------------------------------------------

    private static Service patient() {
        return Service.fresh().with("SNAPSHOT_LOCK_TIMEOUT_MILLIS", "60000").start();
    }

    private static void customers(String table) {
        customers(SERVICE, table);
    }

    /** As the demo has them. */
    static void customers(Service service, String table) {
        service.sql(
                "create table " + table + " (id integer primary key, name text not null check (name <> ''),"
                        + " email text not null unique check (email like '%_@_%'),"
                        + " country text not null check (country ~ '^[A-Z]{2}$'), address text,"
                        + " credit numeric(10, 2) not null default 0 check (credit >= 0),"
                        + " created_at timestamptz not null default now(), updated_at timestamptz not null default now(),"
                        + " domain text generated always as (split_part(email, '@', 2)) stored,"
                        + " check (updated_at >= created_at))",
                "insert into " + table + " (id, name, email, country, address, credit) select i, 'name ' || i,"
                        + " 'mail' || i || '@example' || i % 7 || '.org', 'DE', case when i % 3 > 0 then E'street\\n' || i end,"
                        + " i / 3.0 from generate_series(1, 100) i");
    }

    private static String body(String table, String rows, String seed, boolean keepBackup) {
        return "{\"table\":" + Json.write(table) + ",\"rows\":" + rows + ",\"seed\":" + seed + ",\"keepBackup\":"
                + keepBackup + "}";
    }

    private static Service.Answer drill(String table, String rows, String seed, boolean keepBackup) {
        return SERVICE.post(
                "/api/v1/drills", "application/json", body(table, rows, seed, keepBackup), "Prefer", "wait=50");
    }

    private static JsonNode drilled(String table, int rows, int seed, boolean keepBackup) {
        JsonNode run = answered(drill(table, String.valueOf(rows), String.valueOf(seed), keepBackup));
        assertThat(run.get("state").asText()).as(run.toPrettyString()).isEqualTo("done");
        assertThat(SERVICE.everyRowIsAccountedFor()).isTrue();
        return run;
    }

    private static JsonNode answered(Service.Answer answer) {
        return answer.json().has("run") ? answer.json().get("run") : answer.json();
    }

    private static void ask(Service service, String table) {
        if (!table.startsWith("{")) {
            ask(service, body(table, "10", "1", true));
            return;
        }
        assertThat(service.post("/api/v1/drills", "application/json", table, "Prefer", "respond-async")
                        .status())
                .isEqualTo(202);
    }

    /** The one drill of a service, when it has ended. */
    private static JsonNode ended(Service service) {
        Service.await("the drill has ended", () -> "0"
                .equals(service.value("select count(*) from caravanserai.run where state = 'running'")));
        assertThat(service.everyRowIsAccountedFor()).isTrue();
        assertThat(service.value("select count(*) from pg_tables where schemaname = 'caravanserai_kept'"))
                .isEqualTo("0");
        return service.get("/api/v1/runs?kind=drill").json().at("/runs/0");
    }

    // --- What is there -----------------------------------------------------------------------------------------

    private static JsonNode rows(int in, int loaded, int rejected, int unchanged, int skipped) {
        return Json.read(Json.write(new ledger.Rows(in, loaded, rejected, unchanged, skipped)));
    }

    private static String keys(JsonNode run) {
        Set<Integer> keys = new java.util.TreeSet<>();
        run.get("detail").get("keys").forEach(key -> keys.add(key.get("id").asInt()));
        return keys.stream().map(String::valueOf).collect(java.util.stream.Collectors.joining(","));
    }

    private static String contents(String... tables) {
        return contents(SERVICE, tables);
    }

    private static String contents(Service service, String... tables) {
        StringBuilder contents = new StringBuilder();
        for (String table : tables) {
            contents.append(service.value("select string_agg(t::text, ';' order by t::text) from " + table + " t"));
        }
        return contents.toString();
    }

    private static long keptTables(JsonNode run) {
        return Long.parseLong(SERVICE.value("select count(*) from pg_tables where schemaname = 'caravanserai_kept'"
                + " and tablename like '" + run.get("id").asText() + "%'"));
    }
}

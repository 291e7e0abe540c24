package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Patience;

/** What comes between a disaster and the way back: other databases, others at the same time, kills, an undo. */
class PutBackUnluckyIT {

    private static final OtherDatabase OTHER = OtherDatabase.apart();

    private static Service service;
    private static PutBackDoor door;

    @BeforeAll
    static void start() {
        service = PutBackDoor.ready(OTHER.knownTo(Service.apart(), "other")).start();
        door = new PutBackDoor(service);
    }

    @AfterAll
    static void stop() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
        service.close();
        OTHER.dropApart();
    }

    private static void backup() {
        assertThat(service.post("/api/v1/base-backups", "application/json", "{}", "Prefer", "wait=200")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void rowsThatWereInAnotherDatabaseGoBackThereAndNowhereElse() {
        // Given
        OTHER.sql(
                "set synchronous_commit = on",
                "create table goods (id int primary key)",
                "insert into goods select generate_series(1, 1500)");
        service.sql("create table goods (id int primary key)");
        backup();
        OTHER.sql("set synchronous_commit = on", "truncate goods");
        String incident = door.incident("goods");
        String recovery = door.recoverBefore(incident);

        // When
        Service.Answer unsaid = door.putBack(recovery, "{}");
        Service.Answer healed = door.putBack(recovery, "{\"database\":\"other\"}");

        // Then
        assertThat(unsaid.status()).as(unsaid.body()).isEqualTo(422);
        assertThat(unsaid.body()).contains("say into which database they go");
        assertThat(healed.status()).as(healed.body()).isEqualTo(200);
        assertThat(OTHER.count("goods")).isEqualTo(1500);
        assertThat(service.count("goods")).isZero();
        assertThat(door.stateOf(incident)).isEqualTo("put-back");
        door.forget(recovery);
    }

    @Test
    void rowsOfThisDatabaseGoIntoAnotherAndAreTakenBackThere() {
        // Given
        door.sql("create table wares (id int primary key)", "insert into wares select generate_series(1, 100)");
        OTHER.sql("create table wares (id int primary key)", "insert into wares values (7), (1000)");
        backup();
        door.sql("insert into wares values (101)");
        String recovery = door.recover("{\"latest\":true}");

        // When
        Service.Answer put = door.putBack(recovery, "{\"tables\":[\"wares\"],\"database\":\"other\"}");

        // Then
        assertThat(put.status()).as(put.body()).isEqualTo(200);
        assertThat(put.json().at("/rows/loaded").asLong()).isEqualTo(100);
        assertThat(OTHER.count("wares")).isEqualTo(102);
        Service.Answer undone = service.post(
                "/api/v1/runs/" + put.json().get("id").asText() + "/undo",
                "application/json",
                "{}",
                "Prefer",
                "wait=200");
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(OTHER.value("select string_agg(id::text, ',' order by id) from wares"))
                .isEqualTo("7,1000");
        door.forget(recovery);
    }

    @Test
    void twoWhoPutTheSameBackAtOnceBringEachRowBackOnce() {
        // Given
        door.sql("create table chairs (id int primary key)", "insert into chairs select generate_series(1, 20000)");
        backup();
        door.sql("delete from chairs");
        String recovery = door.recoverBefore(door.incident("chairs"));

        // When
        List<CompletableFuture<Service.Answer>> both = List.of(
                CompletableFuture.supplyAsync(() -> door.putBack(recovery, "{}")),
                CompletableFuture.supplyAsync(() -> door.putBack(recovery, "{}")));

        // Then
        List<Service.Answer> answers =
                both.stream().map(CompletableFuture::join).toList();
        assertThat(answers).extracting(Service.Answer::status).allMatch(status -> status == 200 || status == 409);
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 200)
                        .mapToLong(answer -> answer.json().at("/rows/loaded").asLong())
                        .sum())
                .isEqualTo(20_000);
        assertThat(service.count("chairs")).isEqualTo(20_000);
        door.forget(recovery);
    }

    @Test
    void aTableThatWasMadeAgainIsTakenAwayByTheUndo() {
        // Given
        door.sql(
                "create table lamps (id int primary key)",
                "create table bulbs (id int primary key, lamp int references lamps)",
                "insert into lamps select generate_series(1, 1000)",
                "insert into bulbs values (1, 1)");
        backup();
        door.sql("drop table lamps cascade");
        String incident = door.incident("lamps");
        String recovery = door.recoverBefore(incident);
        String run = door.putBack(recovery, "{}").json().get("id").asText();
        assertThat(service.count("lamps")).isEqualTo(1000);

        // When
        Service.Answer undone =
                service.post("/api/v1/runs/" + run + "/undo", "application/json", "{}", "Prefer", "wait=200");

        // Then
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.value("select to_regclass('lamps')")).isNull();
        assertThat(service.count("bulbs")).isEqualTo(1);
        assertThat(door.stateOf(incident)).isEqualTo("open");
        door.forget(recovery);
    }

    @Test
    void aServiceThatIsKilledMeanwhileLeavesNoneOrAllAndTheNextPutsBackWhatIsMissing() throws Exception {
        // Given
        door.sql(
                "create table stones (id int primary key, text text)",
                "insert into stones select n, repeat('x', 200) from generate_series(1, 200000) n");
        backup();
        door.sql("delete from stones where id > 5");
        String incident = door.incident("stones");
        String recovery = door.recoverBefore(incident);
        String run = service.post(
                        "/api/v1/recoveries/" + recovery + "/put-back",
                        "application/json",
                        "{}",
                        "Prefer",
                        "respond-async")
                .json()
                .get("id")
                .asText();
        await().atMost(Patience.LIMIT)
                .until(() -> !"0"
                                .equals(service.value("select count(*) from pg_stat_activity where query like 'copy%'"))
                        || !"running"
                                .equals(service.value("select state from caravanserai.run where id = '" + run + "'")));

        // When
        service.kill();
        service.start();

        // Then
        await().atMost(Patience.LIMIT).until(() -> !"running"
                .equals(service.value("select state from caravanserai.run where id = '" + run + "'")));
        assertThat(service.count("stones")).isIn(5L, 200_000L);
        await().atMost(Patience.LIMIT)
                .until(() -> service.get("/api/v1/recoveries/" + recovery).status() == 200);
        Service.Answer again = door.putBack(recovery, "{}");
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(service.count("stones")).isEqualTo(200_000);
        assertThat(door.stateOf(incident)).isEqualTo("put-back");
        door.forget(recovery);
    }

    @Test
    void theCommandPutsBackWhereNoServiceRuns() {
        // Given
        door.sql("create table plates (id int primary key)", "insert into plates select generate_series(1, 1000)");
        backup();
        door.sql("truncate plates");
        String recovery = door.recoverBefore(door.incident("plates"));
        Service.Finished beside = service.command("put-back", recovery);
        service.stop();

        // When
        Service.Finished dry = service.command("put-back", recovery, "--dry-run", "--output", "json");
        Service.Finished done = service.command("put-back", recovery);
        Service.Finished none = service.command("put-back", "20200101T000000Z", "plates");

        // Then
        assertThat(beside.exitCode()).as(beside.err()).isEqualTo(7);
        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out()).contains("\"wouldInsert\":1000");
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out()).contains("undo ");
        assertThat(none.exitCode()).as(none.err()).isEqualTo(6);
        assertThat(service.count("plates")).isEqualTo(1000);
        assertThat(Files.exists(service.data().resolve("recoveries/" + recovery + "/server/postmaster.pid")))
                .isFalse();
        service.start();
        door.forget(recovery);
    }

    @Test
    @Tag("thorough")
    void aRecoveredServerThatEndedIsStartedAgainForIt() {
        // Given
        door.sql("create table cups (id int primary key)", "insert into cups select generate_series(1, 1000)");
        backup();
        door.sql("truncate cups");
        String recovery = door.recoverBefore(door.incident("cups"));
        long pid =
                Long.parseLong(Service.text(service.data().resolve("recoveries/" + recovery + "/server/postmaster.pid"))
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .strip());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());

        // When
        Service.Answer healed = door.putBack(recovery, "{}");

        // Then
        assertThat(healed.status()).as(healed.body()).isEqualTo(200);
        assertThat(service.count("cups")).isEqualTo(1000);
        door.forget(recovery);
    }
}

package blackbox;

import static blackbox.DrillDoor.body;
import static blackbox.DrillDoor.drill;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be drilled is refused with its reason, and left alone. */
class DrillRefusalsIT {

    private static final Service SERVICE = DrillDoor.service();

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
                        "rows that refer to those would go along, and keyless_child has no primary key, so its rows could"
                                + " not be told apart again");
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
                "create table glued_child (id int primary key, g int references glued on delete set null)",
                "insert into glued_child select i, i from generate_series(1, 5) i",
                "create function glued_hash(int) returns int immutable language plpgsql as"
                        + " $$ begin if $1 is null then raise exception 'not a single row goes' using errcode = '23000';"
                        + " end if; return 1; end $$",
                "create index on glued_child (glued_hash(g))");

        // When
        Service.Answer answer = drill("glued", "2", "1", true);

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().get("run").get("state").asText()).isEqualTo("undone");
        assertThat(answer.json().get("detail").asText()).contains("not a single row goes");
        assertThat(SERVICE.count("glued")).isEqualTo(5);
        assertThat(SERVICE.value("select to_regclass('glued_backup')")).isNull();
    }
}

package blackbox;

import static blackbox.DrillDoor.contents;
import static blackbox.DrillDoor.drilled;
import static blackbox.DrillDoor.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Rows that others refer to are lost and come back with them. */
class DrillForeignKeysIT {

    private static final Service SERVICE = DrillDoor.service();

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
    void rowsThatReferToTheSampleAreTakenAlongWhateverTheirForeignKeySaysToADelete() {
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
                "insert into stays_c select i, i from generate_series(1, 10) i",
                "insert into stays_d select i, i from generate_series(1, 10) i");
        String before = contents("stays", "stays_a", "stays_b", "stays_c", "stays_d");

        // When
        JsonNode run = drilled("stays", 9, 1, true);

        // Then
        assertThat(run.get("rows")).isEqualTo(rows(45, 45, 0, 0, 0));
        assertThat(contents("stays", "stays_a", "stays_b", "stays_c", "stays_d"))
                .isEqualTo(before);
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
}

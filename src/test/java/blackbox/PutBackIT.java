package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows that a disaster took come back, and whatever was written after it stays. */
@Tag("every-postgres")
class PutBackIT {

    private static Service service;
    private static PutBackDoor door;

    @BeforeAll
    static void start() {
        service = PutBackDoor.ready(Service.apart()).start();
        door = new PutBackDoor(service);
    }

    @AfterAll
    static void stop() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
        service.close();
    }

    private static void backup() {
        Service.Answer taken = service.post("/api/v1/base-backups", "application/json", "{}", "Prefer", "wait=200");
        assertThat(taken.status()).as(taken.body()).isEqualTo(200);
    }

    private static JsonNode table(JsonNode run, String name) {
        return StreamSupport.stream(run.at("/detail/tables").spliterator(), false)
                .filter(one -> one.get("table").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void tablesThatWereEmptiedAtNoonAreHealedAndNoOrderIsLost() {
        // Given
        door.sql(
                "create table products (id serial primary key, name text)",
                "create table orders (id serial primary key, product int references products, at text)",
                "create table untouched (id int primary key)",
                "insert into products (name) select 'product ' || n from generate_series(1, 2000) n",
                "insert into untouched values (1)");
        backup();
        door.sql(
                "insert into orders (product, at) select n, 'morning' from generate_series(1, 1500) n",
                "delete from products where id = 2000",
                "truncate products cascade",
                "insert into products (name) values ('new')",
                "insert into orders (product, at) select id, 'afternoon' from products",
                "delete from untouched");
        String incident = door.incident("products");
        String recovery = door.recoverBefore(incident);

        // When
        JsonNode diff = door.diff(recovery, "");
        Service.Answer dry = door.putBack(recovery, "{\"dryRun\":true}");
        Service.Answer healed = door.putBack(recovery, "{}");

        // Then
        assertThat(diff.at("/tables/0/missing").asLong()
                        + diff.at("/tables/1/missing").asLong())
                .as(diff.toString())
                .isEqualTo(1999 + 1500);
        assertThat(diff.at("/tables/0/sample/0/then").isObject()).isTrue();
        assertThat(dry.status()).as(dry.body()).isEqualTo(200);
        assertThat(table(dry.json(), "orders").get("wouldInsert").asLong()).isEqualTo(1500);
        assertThat(healed.status()).as(healed.body()).isEqualTo(200);
        assertThat(table(healed.json(), "products").get("inserted").asLong()).isEqualTo(1999);
        assertThat(service.value("select string_agg(at || ' ' || n, ', ' order by at)"
                        + " from (select at, count(*) n from orders group by at) o"))
                .isEqualTo("afternoon 1, morning 1500");
        assertThat(service.count("products")).isEqualTo(2000);
        assertThat(service.count("untouched")).isZero();
        assertThat(door.stateOf(incident)).isEqualTo("put-back");
        door.forget(recovery);
    }

    @Test
    void whatWasPutBackIsTakenBackAndTheIncidentIsOpenAgain() {
        // Given
        door.sql("create table parts (id int primary key)", "insert into parts select generate_series(1, 1200)");
        backup();
        door.sql("delete from parts");
        String incident = door.incident("parts");
        String recovery = door.recoverBefore(incident);
        String run = door.putBack(recovery, "{}").json().get("id").asText();
        assertThat(door.stateOf(incident)).isEqualTo("put-back");

        // When
        Service.Answer undone =
                service.post("/api/v1/runs/" + run + "/undo", "application/json", "{}", "Prefer", "wait=200");

        // Then
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.count("parts")).isZero();
        assertThat(door.stateOf(incident)).isEqualTo("open");
        door.forget(recovery);
    }

    @Test
    void tablesThatAreStillEmptyAreFilledAndThatIsTakenBackButForRowsThatSomebodyTouched() {
        // Given
        door.sql(
                "create table shelves (id int generated always as identity primary key, name text,"
                        + " twice int generated always as (length(name)) stored)",
                "create table books (shelf int references shelves, place int, title jsonb, primary key (shelf, place))",
                "create table visits (shelf int references shelves, at timestamptz default clock_timestamp())",
                "insert into shelves (name) select 'shelf ' || n from generate_series(1, 1000) n",
                "insert into books select n, 1, '{\"a\": 1}' from generate_series(1, 1000) n",
                "insert into visits (shelf) select n from generate_series(1, 300) n");
        backup();
        door.sql("truncate shelves cascade", "insert into visits values (null)");
        String incident = door.incident("shelves");
        String recovery = door.recoverBefore(incident);

        // When
        Service.Answer healed = door.putBack(recovery, "{}");

        // Then
        assertThat(healed.status()).as(healed.body()).isEqualTo(200);
        assertThat(healed.json().at("/rows/loaded").asLong()).isEqualTo(2300);
        assertThat(service.count("visits")).isEqualTo(301);
        assertThat(healed.json().at("/detail/notes").toString()).contains("visits has no primary key");
        door.sql("insert into shelves (name) values ('next')", "delete from visits");
        assertThat(service.value("select max(id) from shelves")).isEqualTo("1001");
        door.sql("update shelves set name = 'mine' where id = 7");
        String run = healed.json().get("id").asText();
        Service.Answer undone =
                service.post("/api/v1/runs/" + run + "/undo", "application/json", "{}", "Prefer", "wait=200");
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(service.count("books")).isZero();
        assertThat(service.value("select string_agg(id::text, ',' order by id) from shelves"))
                .isEqualTo("7,1001");
        door.forget(recovery);
    }

    @Test
    void rowsThatWentWithOthersByAForeignKeyComeBackWithThem() {
        // Given
        door.sql(
                "create table clubs (id int primary key)",
                "create table members (id int primary key, club int references clubs on delete cascade)",
                "insert into clubs select generate_series(1, 1000)",
                "insert into members select n, case when n < 4 then n end from generate_series(1, 3000) n",
                "analyze");
        backup();
        door.sql("delete from clubs");
        String recovery = door.recoverBefore(door.incident("clubs"));

        // When
        Service.Answer healed = door.putBack(recovery, "{}");

        // Then
        assertThat(healed.status()).as(healed.body()).isEqualTo(200);
        assertThat(service.count("members")).isEqualTo(3000);
        assertThat(service.count("clubs")).isEqualTo(1000);
        door.forget(recovery);
    }

    @Test
    void partitionsThatWereEmptiedAreTheirTableAndOneThatIsGoneIsAskedFor() {
        // Given
        door.sql(
                "create table days (id int, at int, primary key (id, at)) partition by range (at)",
                "create table days_1 partition of days for values from (0) to (10)",
                "create table days_2 partition of days for values from (10) to (20)",
                "insert into days select n, n % 20 from generate_series(1, 2000) n");
        backup();
        door.sql("truncate days");
        String emptied = door.recoverBefore(door.incident("days_1"));
        Service.Answer healed = door.putBack(emptied, "{}");
        backup();
        door.sql("drop table days_2");
        String dropped = door.recoverBefore(door.incident("days_2", "&kind=drop"));

        // When
        Service.Answer refused = door.putBack(dropped, "{}");
        door.sql(refused.json().get("hint").asText().replaceAll(".*: ", ""));
        Service.Answer again = door.putBack(dropped, "{}");

        // Then
        assertThat(healed.status()).as(healed.body()).isEqualTo(200);
        assertThat(table(healed.json(), "days").get("inserted").asLong()).isEqualTo(2000);
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(service.count("days")).isEqualTo(2000);
        door.forget(emptied);
        door.forget(dropped);
    }

    @Test
    void aLostRowWhoseKeyANewerOneHoldsIsADeadLetterAndSoIsWhatRefersToIt() {
        // Given
        door.sql(
                "create table makers (id int generated always as identity primary key, name text)",
                "create table models (id int generated always as identity primary key, maker int references makers, name text)",
                "insert into makers (name) select 'maker ' || n from generate_series(1, 1000) n",
                "insert into models (maker, name) select n, 'model ' || n from generate_series(1, 1000) n");
        backup();
        door.sql("truncate makers restart identity cascade", "insert into makers (name) values ('somebody else')");
        String recovery = door.recoverBefore(door.incident("makers"));

        // When
        Service.Answer healed = door.putBack(recovery, "{}");

        // Then
        assertThat(healed.status()).as(healed.body()).isEqualTo(200);
        assertThat(healed.json().get("state").asText()).isEqualTo("done-with-rejects");
        assertThat(service.value("select name from makers where id = 1")).isEqualTo("somebody else");
        assertThat(service.value("select count(*) || ' ' || min(maker) from models"))
                .isEqualTo("999 2");
        JsonNode letter = service.letters("makers").get(0);
        assertThat(letter.get("reason").asText()).contains("a newer row holds its key", "somebody else");
        assertThat(letter.at("/values/name").asText()).isEqualTo("maker 1");
        assertThat(service.letters("models").get(0).get("reason").asText()).contains("newer row of that key");
        door.sql("insert into makers (name) values ('next')");
        assertThat(service.value("select max(id) from makers")).isEqualTo("1001");
        door.forget(recovery);
    }

    @Test
    void aDroppedTableIsMadeAgainWithItsIndexesAndTheForeignKeysBothWays() {
        // Given
        door.sql(
                "create table lands (id int primary key)",
                "create table towns (id int primary key, land int references lands, name text unique)",
                "create table streets (id int primary key, town int references towns)",
                "create index on towns (land)",
                "insert into lands values (1)",
                "insert into towns select n, 1, 'town ' || n from generate_series(1, 1000) n",
                "insert into streets select n, n from generate_series(1, 1000) n");
        backup();
        door.sql("drop table towns cascade", "insert into streets values (1001, 7)");
        String incident = door.incident("towns");
        String recovery = door.recoverBefore(incident);

        // When
        JsonNode diff = door.diff(recovery, "");
        Service.Answer healed = door.putBack(recovery, "{}");

        // Then
        assertThat(texts(diff.get("gone"))).containsExactly("towns");
        assertThat(healed.status()).as(healed.body()).isEqualTo(200);
        assertThat(service.value("select count(*) from pg_index where indrelid = 'towns'::regclass"))
                .isEqualTo("3");
        assertThat(service.value("select string_agg(conrelid::regclass || '>' || confrelid::regclass, ','"
                        + " order by conrelid::regclass::text)"
                        + " from pg_constraint where contype = 'f' and 'towns'::regclass in (conrelid, confrelid)"))
                .isEqualTo("streets>towns,towns>lands");
        assertThat(service.count("streets")).isEqualTo(1001);
        assertThat(service.count("towns")).isEqualTo(1000);
        assertThat(door.stateOf(incident)).isEqualTo("put-back");
        door.forget(recovery);
    }

    @Test
    void aDroppedSchemaIsThereAgain() {
        // Given
        door.sql(
                "create schema shop",
                "create type shop.size as enum ('small', 'large')",
                "create table shop.shirts (id serial primary key, size shop.size)",
                "create table shop.sales (id int primary key, shirt int references shop.shirts)",
                "insert into shop.shirts (size) select 'large' from generate_series(1, 1100)",
                "insert into shop.sales select n, n from generate_series(1, 1100) n");
        backup();
        door.sql("drop schema shop cascade");
        String incident = door.incident("shop.shirts");
        String recovery = door.recoverBefore(incident);

        // When
        Service.Answer healed = door.putBack(recovery, "{}");

        // Then
        assertThat(healed.status()).as(healed.body()).isEqualTo(200);
        assertThat(service.count("shop.sales join shop.shirts on shirt = shirts.id"))
                .isEqualTo(1100);
        door.sql("insert into shop.shirts (size) values ('small')");
        assertThat(service.count("shop.shirts")).isEqualTo(1101);
        door.forget(recovery);
    }

    @Test
    void rowsWithOtherValuesAreTouchedOnlyWhenTheyAreAskedFor() {
        // Given
        door.sql(
                "create table prices (id int primary key, price int)",
                "insert into prices select n, n from generate_series(1, 20) n");
        backup();
        String before = service.value("select clock_timestamp()::text");
        door.sql("update prices set price = 0 where id <= 5", "delete from prices where id = 20");
        String recovery = door.recover("{\"time\":\"" + before + "\"}");

        // When
        Service.Answer unnamed = door.putBack(recovery, "{}");
        Service.Answer missing = door.putBack(recovery, "{\"tables\":[\"prices\"]}");
        JsonNode diff = door.diff(recovery, "?table=prices&rows=changed&limit=2");
        Service.Answer one = door.putBack(recovery, "{\"tables\":[\"prices\"],\"rows\":\"changed\",\"keys\":[3]}");
        Service.Answer own = door.putBack(recovery, "{\"tables\":[\"caravanserai.run\"]}");
        Service.Answer kept = door.putBack(recovery, "{\"tables\":[\"caravanserai_kept.x\"]}");
        Service.Answer all = door.putBack(recovery, "{\"tables\":[\"prices\"],\"rows\":\"all\"}");

        // Then
        assertThat(unnamed.status()).as(unnamed.body()).isEqualTo(400);
        assertThat(unnamed.body()).contains("which tables is not said");
        assertThat(missing.json().at("/rows/loaded").asLong()).isEqualTo(1);
        assertThat(diff.at("/tables/0/changed").asLong()).isEqualTo(5);
        assertThat(diff.at("/tables/0/sample/1/then/price").asInt()).isEqualTo(2);
        assertThat(diff.at("/tables/0/sample/1/now/price").asInt()).isZero();
        assertThat(one.json().at("/rows/loaded").asLong()).isEqualTo(1);
        assertThat(service.value("select sum(price) from prices where id <= 5")).isEqualTo("3");
        assertThat(own.status()).as(own.body()).isEqualTo(404);
        assertThat(kept.status()).as(kept.body()).isIn(404, 422);
        assertThat(all.status()).isEqualTo(400);
        door.forget(recovery);
    }
}

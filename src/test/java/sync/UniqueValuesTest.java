package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that take over each other's unique values between two syncs. */
class UniqueValuesTest {

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases().tables("seats");
        two.both("create table seats (id int primary key, name text not null unique, updated_at timestamptz)");
        two.source("insert into seats select i, 'n' || i, now() from generate_series(1, 100) i");
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    private void swap() throws SQLException {
        two.source("begin; update seats set name = 'between', updated_at = now() where id = 1;"
                + " update seats set name = 'n1', updated_at = now() where id = 2;"
                + " update seats set name = 'n2', updated_at = now() where id = 1; commit");
    }

    private void same(String table) throws SQLException {
        assertThat(two.targetRows(table)).isEqualTo(two.sourceRows(table));
    }

    @Test
    void valuesThatWereSwappedArrive() throws SQLException {
        // Given
        two.sync();
        swap();
        two.source("insert into seats values (101, 'new', now())");

        // When
        RunEnd end = two.sync();

        // Then
        same("seats");
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(end.detail().at("/tables/0/updated").asInt()).isEqualTo(2);
        assertThat(end.detail().at("/tables/0/inserted").asInt()).isEqualTo(1);
    }

    @Test
    void aValueThatIsHandedOnArrives() throws SQLException {
        // Given
        two.sync();
        two.source("begin; update seats set name = 'free', updated_at = now() where id = 2;"
                + " update seats set name = 'n2', updated_at = now() where id = 1; commit");

        // When
        two.sync();

        // Then
        same("seats");
    }

    @Test
    void rowsThatReferToThemStay() throws SQLException {
        // Given
        two.both("create table guests (id int primary key, seat int references seats, updated_at timestamptz)");
        two.tables("seats", "guests");
        two.source("insert into guests values (1, 1, now()), (2, 2, now())");
        two.sync();
        swap();

        // When
        two.sync();

        // Then
        same("seats");
        same("guests");
    }

    @Test
    void whereOtherRowsWouldGoAlongTheyAreSwappedInPlace() throws SQLException {
        // Given
        two.sync();
        two.target("create table guests (id int primary key, seat int references seats on delete cascade)");
        two.target("insert into guests values (1, 1)");
        swap();

        // When
        RunEnd end = two.sync();

        // Then
        same("seats");
        assertThat(end.detail().at("/tables/0/updated").asInt()).isEqualTo(2);
        assertThat(two.targetRows("guests")).hasSize(1);
    }

    @Test
    void whatTheTargetHasInAColumnOfItsOwnStays() throws SQLException {
        // Given
        two.sync();
        two.target("alter table seats add column colour text; update seats set colour = 'red'");
        swap();

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(two.targetValue("select string_agg(name, ' ' order by id) from seats where id < 3"))
                .isEqualTo("n2 n1");
        assertThat(two.targetValue("select count(*) from seats where colour = 'red'"))
                .isEqualTo("100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table seats add exclude using gist (int4range(ascii(name), ascii(name), '[]') with &&)",
                "create unique index on seats (lower(name)) where name <> ''",
            })
    void whatNoTwoMayHaveInCommonArrivesThoughItWasHandedRound(String rule) throws SQLException {
        // Given
        two.source("delete from seats where id > 3; update seats set name = chr(100 + id)");
        two.both("alter table seats drop constraint seats_name_key; " + rule);
        two.sync();
        two.source("begin; update seats set name = '_', updated_at = now() where id = 1;"
                + " update seats set name = 'e', updated_at = now() where id = 3;"
                + " update seats set name = 'g', updated_at = now() where id = 2;"
                + " update seats set name = 'f', updated_at = now() where id = 1; commit");

        // When
        RunEnd end = two.sync();

        // Then
        same("seats");
        assertThat(end.state()).isEqualTo(RunState.DONE);
    }

    @Test
    void aValueThatOnlyTheTargetsRowHasIsAnAnswerAndNothingIsLost() throws SQLException {
        // Given
        two.sync();
        two.target("insert into seats values (500, 'hers', now())");
        two.source("update seats set name = 'hers', updated_at = now() where id = 7");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.problem().status()).isEqualTo(409);
        assertThat(two.targetValue("select name from seats where id = 500")).isEqualTo("hers");
        assertThat(two.targetValue("select count(*) from pg_constraint where conname = 'seats_name_key'"))
                .isEqualTo("1");
    }

    @Test
    void valuesThatAreSwappedInACircleOfTablesArrive() throws SQLException {
        // Given
        two.both("create table hosts (id int primary key, seat int references seats, updated_at timestamptz)");
        two.both("alter table seats add column host int references hosts");
        two.tables("seats", "hosts");
        two.source(
                "insert into hosts values (1, 1, now()); update seats set host = 1, updated_at = now() where id = 2");
        two.sync();
        swap();
        two.source("update hosts set seat = 2, updated_at = now()");

        // When
        two.sync();

        // Then
        same("seats");
        same("hosts");
    }

    @Test
    void valuesThatAreSwappedInAPartitionedTableArrive() throws SQLException {
        // Given
        two.both("create table parts (id int, area text, seat int, updated_at timestamptz, primary key (id, area))"
                + " partition by list (area)");
        two.both("create table part_a partition of parts for values in ('a')");
        two.both("create unique index on part_a (seat)");
        two.tables("parts");
        two.source("insert into parts values (1, 'a', 1, now()), (2, 'a', 2, now())");
        two.sync();
        two.source(
                "begin; update parts set seat = 3 where id = 1; update parts set seat = 1, updated_at = now() where id = 2;"
                        + " update parts set seat = 2, updated_at = now() where id = 1; commit");

        // When
        RunEnd end = two.sync();

        // Then
        same("parts");
        assertThat(end.detail().at("/tables/0/updated").asInt()).isEqualTo(2);
        assertThat(end.detail().at("/tables/0/inserted").asInt()).isZero();
    }
}

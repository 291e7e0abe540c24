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

/** Rows whose keys lie beyond those of the target, as most new rows do, and some that only seem to. */
class NewRowsTest {

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases();
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    private void things(String key, String rest) throws SQLException {
        two.both("create table things (" + key + ", name text, updated_at timestamptz)" + rest);
        two.tables("things");
    }

    private void assertThatAllArrived(RunEnd end, long inserted, long updated, long unchanged) throws SQLException {
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(two.targetRows("things")).isEqualTo(two.sourceRows("things"));
        assertThat(end.detail().at("/tables/0/inserted").asLong()).isEqualTo(inserted);
        assertThat(end.detail().at("/tables/0/updated").asLong()).isEqualTo(updated);
        assertThat(end.rows().unchanged()).isEqualTo(unchanged);
        assertThat(end.rows().in()).isEqualTo(inserted + updated + unchanged);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id int primary key",
                "id text primary key",
                "id uuid primary key",
                "id text collate \"C\" primary key",
                "id text, part int default 1, primary key (part, id)"
            })
    void rowsBeyondTheLastAndBeforeTheFirstArrive(String key) throws SQLException {
        // Given
        things(key, "");
        String id = key.contains("uuid") ? "lpad(i::text, 32, '0')::uuid" : key.contains("int p") ? "i" : "'k' || i";
        two.source("insert into things (id, name, updated_at) select " + id
                + ", 'n' || i, now() from generate_series(100, 299) i");
        two.sync();
        two.source("insert into things (id, name, updated_at) select " + id
                + ", 'n' || i, now() from generate_series(300, 399) i");
        assertThatAllArrived(two.sync(), 100, 0, 0);
        two.source("insert into things (id, name, updated_at) select " + id
                + ", 'n' || i, now() from generate_series(1, 9) i");

        // When
        RunEnd end = two.sync();

        // Then
        assertThatAllArrived(end, 9, 0, 0);
    }

    @Test
    void oneRowInTheirMidstIsChanged() throws SQLException {
        // Given
        things("id int primary key", "");
        two.source("insert into things select i, 'n' || i, now() from generate_series(1, 100) i");
        two.target("insert into things values (50, 'by hand'), (200, 'stays')");

        // When
        RunEnd end = two.sync();

        // Then
        two.source("insert into things values (200, 'stays')");
        assertThatAllArrived(end, 99, 1, 0);
    }

    @Test
    void rowsThatOnlyAnotherOrderPutsApartAreFound() throws SQLException {
        // Given
        things("id text collate \"en-x-icu\" primary key", "");
        two.source("insert into things values ('a', 'new', now()), ('B', 'new', now())");
        two.target("insert into things values ('a', 'by hand')");

        // When
        RunEnd end = two.sync();

        // Then
        assertThatAllArrived(end, 1, 1, 0);
    }

    @Test
    void rowsOfPartitionsAreCounted() throws SQLException {
        // Given
        things("id int primary key", " partition by range (id)");
        two.both("create table low partition of things for values from (0) to (100)");
        two.both("create table high partition of things for values from (100) to (200)");
        two.source("insert into things select i, 'n' || i, now() from generate_series(1, 150) i");

        // When
        RunEnd first = two.sync();
        two.source("insert into things select i, 'n' || i, now() from generate_series(151, 199) i");
        RunEnd second = two.sync();

        // Then
        assertThat(first.rows().loaded()).isEqualTo(150);
        assertThatAllArrived(second, 49, 0, 0);
    }

    @Test
    void rowsThatATriggerKeepsOutAreNotCountedAsLoaded() throws SQLException {
        // Given
        things("id int primary key", "");
        two.target("create function keep_out() returns trigger language plpgsql as 'begin return null; end'");
        two.target("create trigger keep_out before insert on things for each row when (new.id % 2 = 0)"
                + " execute function keep_out()");
        two.source("insert into things select i, 'n' || i, now() from generate_series(1, 100) i");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(two.targetRows("things")).hasSize(50);
        assertThat(end.rows().in()).isEqualTo(100);
        assertThat(end.rows().loaded()).isEqualTo(50);
        assertThat(end.rows().unchanged()).isEqualTo(50);
    }

    @Test
    void aValueThatIsTakenIsAnAnswerAndNothingIsLost() throws SQLException {
        // Given
        things("id int primary key", "");
        two.target("create unique index on things (name)");
        two.target("insert into things values (1000, 'n7')");
        two.source("insert into things select i, 'n' || i, now() from generate_series(1, 100) i");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.state()).isEqualTo(RunState.FAILED);
        assertThat(end.problem().status()).isEqualTo(409);
        assertThat(two.targetRows("things")).hasSize(1);
    }
}

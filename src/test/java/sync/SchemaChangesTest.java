package sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the source's tables became between two syncs. */
@Tag("every-postgres")
class SchemaChangesTest {

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases().tables("note");
        two.both(
                "create type mood as enum ('a', 'b'); create table note (id serial primary key, e mood not null, x int,"
                        + " updated_at timestamptz default now() - interval '1 day')");
        two.source("insert into note (e, x) values ('a', 1), ('b', 2)");
        two.sync();
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    private void same() throws SQLException {
        assertThat(two.targetRows("note")).isEqualTo(two.sourceRows("note"));
    }

    private static String notes(RunEnd end) {
        return end.detail().get("notes").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"add value 'c'", "add value 'c' before 'a'", "add value 'c' after 'a'"})
    void aNewLabelComesInItsPlace(String change) throws SQLException {
        // Given
        two.source("alter type mood " + change);
        two.source("alter type mood add value 'd' before 'c'");
        two.source("update note set e = 'c', updated_at = now() where id = 1");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(notes(end)).contains("type mood has a new label c", "type mood has a new label d");
        String labels = "select string_agg(l::text, ',') from unnest(enum_range(null::mood)) l";
        assertThat(two.targetValue(labels)).isEqualTo(two.sourceValue(labels));
        assertThat(notes(two.sync())).isEqualTo("[]");
    }

    @Test
    void aNewLabelBelowOtherTypesComesToo() throws SQLException {
        // Given
        two.both("create domain feeling as mood; create type pair as (one feeling, many mood[]);"
                + " create table deep (id int primary key, p pair, updated_at timestamptz)");
        two.tables("note", "deep").restart();
        two.source("insert into deep values (1, row('a', '{b}'), now())");
        two.sync();
        two.source("alter type mood add value 'c'");
        two.source("update deep set p = row('c', '{c}'), updated_at = now()");

        // When
        two.sync();

        // Then
        assertThat(two.targetRows("deep")).isEqualTo(two.sourceRows("deep"));
    }

    @Test
    void aLabelThatMayHaveBeenRenamedIsAQuestion() throws SQLException {
        // Given
        two.source("alter type mood rename value 'b' to 'bb'");

        // When, Then
        assertThatThrownBy(two::sync)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("rename value 'b' to 'bb'");
        two.target("alter type mood rename value 'b' to 'bb'");
        two.sync();
        same();
    }

    @Test
    void aNewLabelIsNotMadeWhereTheFlowSaysSo() throws SQLException {
        // Given
        two.with(SyncSettings.NewColumns.REFUSE);
        two.restart();
        two.source("alter type mood add value 'c'");

        // When, Then
        assertThatThrownBy(two::sync)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("type mood has a new label c")
                .extracting(e -> ((ProblemException) e).problem().status())
                .isEqualTo(409);
    }

    @Test
    void newTypesOfNewColumnsAreMade() throws SQLException {
        // Given
        two.source("create schema other; create type other.colour as enum ('red', 'blue');"
                + " create domain small as int check (value < 10); alter table note add c other.colour default 'red',"
                + " add s small, add n serial");

        // When
        RunEnd end = two.sync();

        // Then
        same();
        assertThat(notes(end)).contains("type other.colour is new", "type small is new");
    }

    @Test
    void newPartitionsAreMade() throws SQLException {
        // Given
        two.both("create table event (id int, d int, primary key (id, d)) partition by range (d);"
                + " create table event_1 partition of event for values from (0) to (10)");
        two.tables("event").restart();
        two.source("insert into event values (1, 1)");
        two.sync();
        two.source("create table event_2 partition of event for values from (10) to (20);"
                + " create table event_3 partition of event for values from (20) to (30) partition by list (id);"
                + " create table event_3_1 partition of event_3 default; create index special on event_2 (d);"
                + " insert into event values (2, 11), (3, 25)");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(two.targetRows("event")).isEqualTo(two.sourceRows("event"));
        assertThat(notes(end)).contains("partition event_2 is new", "partition event_3 is new");
        assertThat(two.targetValue("select tablename from pg_indexes where indexname = 'special'"))
                .isEqualTo("event_2");
        assertThat(notes(two.sync())).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table note rename column x to y | rename column \"x\" to \"y\"",
                "alter table note rename column e to f | rename column \"e\" to \"f\"",
                "alter table note drop column x | drop column \"x\"",
                "alter table note alter column x set not null | alter column \"x\" set not null"
            })
    void whatOnlyItsDoerKnowsIsAQuestionAndItIsSaidWhatToRun(String change, String way) throws SQLException {
        // Given
        two.source(change);

        // When, Then
        assertThatThrownBy(two::sync)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(way)
                .extracting(e -> ((ProblemException) e).problem().status())
                .isEqualTo(409);
        two.target(change);
        two.source("update note set updated_at = now()");
        assertThat(two.sync().state()).isEqualTo(RunState.DONE);
        same();
    }

    @Test
    void aColumnOfTheTargetsOwnIsNoQuestion() throws SQLException {
        // Given
        two.target("alter table note add own text");
        two.source("alter table note add theirs text default 'x'");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(two.targetValue("select theirs from note where id = 1")).isEqualTo("x");
    }

    @Test
    void aRequiredColumnComesWhoseConstraintHasATakenName() throws SQLException {
        // Given
        two.target("alter table note add constraint note_y_not_null check (x > 0)");
        two.source("alter table note add y int not null default 3");

        // When
        two.sync();

        // Then
        same();
    }

    @Test
    void sequencesFollow() throws SQLException {
        // Given
        two.both("create sequence shared; create table other (id bigint generated always as identity primary key,"
                + " n int default nextval('shared'), updated_at timestamptz default now())");
        two.tables("note", "other").restart();
        two.source("insert into other default values; insert into other default values;"
                + " select setval('note_id_seq', 1000)");

        // When
        two.sync();

        // Then
        two.target("insert into note (e) values ('a'); insert into other default values");
        assertThat(two.targetValue("select max(id) from note")).isEqualTo("1001");
        assertThat(two.targetValue("select max(id) || ' ' || max(n) from other"))
                .isEqualTo("3 3");
    }
}

package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Query;

/** Tables that inherit from others, kept fresh. */
@Tag("every-postgres")
class InheritedTablesTest {

    private static final String TABLES =
            """
            create table payment (id int primary key, paid numeric(5, 2), updated_at timestamptz default now());
            create table payment_2023 (primary key (id)) inherits (payment);
            create table payment_2024 (note text, primary key (id)) inherits (payment);""";

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases();
        two.source(TABLES);
        two.source(
                "insert into payment values (1, 1); insert into payment_2023 select i, 2 from generate_series(2, 20) i;"
                        + " insert into payment_2024 select i, 3 from generate_series(21, 30) i");
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    private void assertAllTheSame() throws SQLException {
        for (String table : List.of("payment", "only payment", "payment_2023", "payment_2024")) {
            assertThat(two.targetRows(table)).as(table).isEqualTo(two.sourceRows(table));
        }
        assertThat(heirs(two.target)).isEqualTo(heirs(two.source));
    }

    private static List<String> heirs(Connection side) throws SQLException {
        return Query.list(
                side,
                "select inhrelid::regclass || ' of ' || inhparent::regclass from pg_inherits i"
                        + " join pg_class c on c.oid = i.inhrelid and c.relkind = 'r' order by 1",
                row -> row.getString(1));
    }

    @Test
    void rowsOfEachTableArriveInItsOwn() throws SQLException {
        // Given
        two.target(TABLES);
        two.sync();
        two.source("update payment set paid = 9, updated_at = now() where id in (1, 5, 25);"
                + " insert into payment_2024 values (31, 4)");

        // When
        RunEnd end = two.sync();

        // Then
        assertAllTheSame();
        assertThat(end.state()).isEqualTo(RunState.DONE);
        two.settle();
    }

    @Test
    void aTargetThatInheritsNothingDoesAfterwards() throws SQLException {
        // Given
        two.target(
                """
                create table payment (id int primary key, paid numeric(5, 2), updated_at timestamptz default now());
                create table payment_2023 (like payment including all);
                create table payment_2024 (like payment including all, note text)""");

        // When
        RunEnd end = two.sync();

        // Then
        assertAllTheSame();
        assertThat(end.detail().get("notes").toString())
                .contains("payment_2023 inherits from payment on the target too")
                .contains("payment_2024 inherits from payment on the target too");
    }

    @Test
    void aTargetThatMayNotBeAlteredIsToldWhatToRunAndTheOthersAreSynced() throws SQLException {
        // Given
        two.with(SyncSettings.NewColumns.REFUSE);
        two.target(TABLES);
        two.target("alter table payment_2023 no inherit payment");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.state()).isEqualTo(RunState.FAILED);
        assertThat(end.problem().status()).isEqualTo(409);
        assertThat(end.detail().toString())
                .contains("alter table \\\"public\\\".\\\"payment_2023\\\" inherit \\\"public\\\".\\\"payment\\\"");
        assertThat(two.targetRows("payment_2024")).isEqualTo(two.sourceRows("payment_2024"));
    }

    @Test
    void columnsThatAParentIsGivenOrThatBecomeWiderComeToItsHeirs() throws SQLException {
        // Given
        two.target(TABLES);
        two.sync();
        two.source("alter table payment add column how text default 'card'; alter table payment alter how drop default;"
                + " alter table payment alter paid type numeric(9, 2);"
                + " insert into payment_2023 values (40, 12345.67, now(), 'cash')");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.state()).as("%s", end.problem()).isEqualTo(RunState.DONE);
        assertAllTheSame();
    }

    @Test
    void whatOneOfTheTwoAloneLacksIsTold() throws SQLException {
        // Given
        two.target(
                "create table payment_2024 (id int primary key, paid numeric(5, 2), updated_at timestamptz, note text)");
        two.tables("payment_2024");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(two.targetRows("payment_2024")).isEqualTo(two.sourceRows("payment_2024"));
        assertThat(end.detail().get("notes").toString())
                .contains("payment_2024 inherits from payment in from, and not in to");
    }

    @Test
    void aTargetThatAloneInheritsIsToldWhatToRunAndTheOthersAreSynced() throws SQLException {
        // Given
        two.source("alter table payment_2023 no inherit payment");
        two.target(TABLES);

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.state()).isEqualTo(RunState.FAILED);
        assertThat(end.problem().status()).isEqualTo(409);
        assertThat(end.problem().hint()).contains("alter table \"public\".\"payment_2023\" no inherit");
        assertThat(two.targetRows("payment_2024")).isEqualTo(two.sourceRows("payment_2024"));
    }
}

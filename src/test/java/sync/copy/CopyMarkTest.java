package sync.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Query;

/** Where a sync goes on after a copy, whatever became of the copy's process and whichever tables it took. */
class CopyMarkTest {

    private CopyLab lab;
    private CopyLab.Process process;

    @BeforeEach
    void open() throws SQLException {
        lab = new CopyLab();
        process = lab.process();
    }

    @AfterEach
    void close() throws SQLException {
        lab.close();
    }

    private void makeThings() throws SQLException {
        lab.onSource("create table things (id int primary key, name text, updated_at timestamptz not null)");
        lab.onSource("insert into things select i, 'old', now() from generate_series(1, 10) i");
    }

    private long marks(String table) throws SQLException {
        return CopyLab.number(
                lab.target,
                "select count(*) from caravanserai_sync.watermark where stream <> '#columns' and table_name = '" + table
                        + "'");
    }

    @Test
    void whatChangedBeforeADoneCopyIsAskedForAgainIsSynced() throws Exception {
        // Given
        makeThings();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        RunEnd first = process.flows.copy(request);
        lab.onSource("update things set name = 'new', updated_at = now() where id < 5");

        // When
        RunEnd again = process.flows.copy(request);
        process.sync();

        // Then
        assertThat(again.rows()).isEqualTo(first.rows());
        lab.assertSame("things");
    }

    @Test
    void theMarkComesWithTheRows() throws Exception {
        // Given
        makeThings();

        // When
        process.copy();

        // Then
        assertThat(marks("things")).isEqualTo(2);
        assertThat(CopyLab.number(lab.target, "select count(*) from caravanserai_sync.tick"))
                .isEqualTo(1);
    }

    @Test
    void aCopyThatIsDoneIsNotRefusedForTheRunThatHasTheFlowNow() throws Exception {
        // Given
        makeThings();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        process.copy(request);
        try (Connection other = lab.anotherToTarget()) {
            Query.execute(
                    other, "select pg_advisory_lock(hashtextextended('caravanserai flow " + CopyLab.FLOW + "', 0))");

            // When
            RunEnd again = process.flows.copy(request);

            // Then
            assertThat(again.state()).isEqualTo(RunState.DONE);
        }
    }

    @Test
    void tablesThatCannotBeSyncedAreCopiedAndNotMarked() throws Exception {
        // Given
        makeThings();
        lab.onSource(
                "create table days (id int primary key, created_at date); insert into days values (1, '2020-01-01')");
        lab.onSource("create table keyless (id int, updated_at timestamptz); insert into keyless values (1, now())");

        // When
        RunEnd end = process.flows.copy(process.begin(CopyRequest.How.SWAP));

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        lab.assertSame("days");
        lab.assertSame("keyless");
        assertThat(marks("things")).isEqualTo(2);
        assertThat(marks("days") + marks("keyless")).isZero();
    }

    @Test
    void aTableOfAnotherSchemaIsMarkedThatWasAskedForByItsNameAlone() throws Exception {
        // Given
        String database = CopyLab.texts(lab.source, "select current_database()").get(0);
        lab.onSource("create schema app; alter database " + database + " set search_path = app, public");
        lab.onSource("create table app.things (id int primary key, updated_at timestamptz)");
        lab.onSource("insert into app.things values (1, now())");

        // When
        RunEnd end = process.flows.copy(process.begin(CopyRequest.How.SWAP, "things"));

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        lab.assertSame("app.things");
        assertThat(marks("things")).isPositive();
    }
}

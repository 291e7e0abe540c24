package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableAccountsTest {

    private final LedgerDatabase database = new LedgerDatabase();
    private final TableAccounts accounts = new TableAccounts(database.dataSource());
    private final RunOverview overview = new RunOverview(
            database.dataSource(),
            new Ledger(database.dataSource(), new ActiveRuns(), new Installation("one", "here")));

    @BeforeEach
    void make() throws SQLException {
        database.execute(
                "create table \"a.b\" (id int primary key); create table parts (id int) partition by list (id);"
                        + " create table first_part partition of parts for values in (1);"
                        + " insert into \"a.b\" select generate_series(1, 50); insert into parts values (1); analyze");
    }

    private UUID run(String kind, String subject, String state, long loaded, long rejected) throws SQLException {
        UUID id = RunId.next();
        database.execute(
                "insert into caravanserai.run (id, kind, subject, door, state, rows_in, rows_loaded, rows_rejected,"
                        + " ended_at, owner) values ('" + id + "', '" + kind + "', '" + subject + "', 'http', '" + state
                        + "', "
                        + (loaded + rejected) + ", " + loaded + ", " + rejected + ", "
                        + (state.equals("running") ? "null" : "now()") + ", 'one')");
        return id;
    }

    private void letter(UUID run, String table) throws SQLException {
        database.execute(
                "insert into caravanserai.dead_letter (run, table_name, file, line, sqlstate, reason, raw, encoding)"
                        + " values ('" + run + "', '" + table + "', 'f.csv', 1, '23502', 'missing', '', 'UTF-8')");
    }

    @Test
    void aTableTellsWhatItHoldsWhatCameInLastAndWhatWaits() throws SQLException {
        // Given
        run("ingest", "\"a.b\"", "done", 40, 0);
        UUID last = run("ingest", "\"a.b\"", "done-with-rejects", 10, 1);
        letter(last, "\"a.b\"");

        // When
        TableAccounts.Account account = accounts.find("\"a.b\"");

        // Then
        assertThat(account.lastLoad().run()).isEqualTo(last);
        assertThat(account.lastLoad().rows()).isEqualTo(10);
        assertThat(account.openLetters()).isEqualTo(1);
        assertThat(account.bytes()).isPositive();
        await().untilAsserted(() -> assertThat(accounts.find("\"a.b\"").rows()).isEqualTo(50));
    }

    @Test
    void aPartitionedTableIsOneWithTheRowsOfItsParts() throws SQLException {
        // When
        List<TableAccounts.Account> all = accounts.list();

        // Then
        assertThat(all).extracting(TableAccounts.Account::table).containsExactlyInAnyOrder("\"a.b\"", "parts");
        TableAccounts.Account parts = accounts.find("parts");
        assertThat(parts.bytes()).isPositive();
        assertThat(parts.lastLoad()).isNull();
        await().untilAsserted(() -> assertThat(accounts.find("parts").rows()).isEqualTo(1));
    }

    @Test
    void aTableThatIsNotThereIsNotFound() {
        // Then
        assertThatThrownBy(() -> accounts.find("nowhere"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem().status()).isEqualTo(404));
    }

    @Test
    void whatFailedWantsSomebodyUntilItWasDone() throws SQLException {
        // Given
        run("sync", "mended", "failed", 0, 0);
        run("sync", "mended", "done", 0, 0);
        UUID stands = run("sync", "broken", "failed", 0, 0);
        run("compare", "broken", "done", 0, 0);

        // When
        List<Run> failed = overview.failed();

        // Then
        assertThat(failed).extracting(Run::id).containsExactly(stands);
    }

    @Test
    void theLastRunsOfASubjectTellWhenItWasLastSeenTo() throws SQLException {
        // Given
        Instant before = Instant.now().minusSeconds(60);
        run("sync", "nightly", "done", 1, 0);
        UUID last = run("sync", "nightly", "failed", 0, 0);

        // When
        List<RunOverview.Last> told = overview.last(List.of("nightly", "never"), List.of("sync", "copy"));

        // Then
        assertThat(told.get(0).run()).isEqualTo(last);
        assertThat(told.get(0).state()).isEqualTo("failed");
        assertThat(told.get(0).doneAsOf()).isAfter(before);
        assertThat(told.get(1)).isEqualTo(new RunOverview.Last("never", null, null, null, null));
    }

    @Test
    void lettersThatWaitAreCountedWithTheirTables() throws SQLException {
        // Given
        UUID run = run("ingest", "parts", "rejected", 0, 2);
        letter(run, "parts");
        letter(run, "parts");
        letter(run, "\"a.b\"");
        database.execute("update caravanserai.dead_letter set state = 'discarded' where table_name like '%a.b%'");

        // Then
        assertThat(overview.letters()).isEqualTo(new RunOverview.Waiting(2, 1));
    }
}

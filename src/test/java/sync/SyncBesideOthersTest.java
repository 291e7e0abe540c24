package sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import ledger.ActiveRun;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Query;

/** What others do to the databases of a flow meanwhile, and what can be seen of a sync from outside. */
@Tag("every-postgres")
class SyncBesideOthersTest {

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases().tables();
        two.both(
                """
                create table things (
                    id bigint primary key, name text, amount numeric,
                    created_at timestamptz, updated_at timestamptz
                );
                create index on things (updated_at, id);
                create index on things (created_at, id)
                """);
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    private void same() throws SQLException {
        assertThat(two.targetRows("things")).isEqualTo(two.sourceRows("things"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLockIsWaitedForAsLongAsIsConfigured(boolean ofAll) throws SQLException {
        // Given
        two.source("insert into things values (1, 'a', 1, now(), now()), (2, 'b', 1, now(), now())");
        two.sync();
        two.source("update things set name = 'new', updated_at = now()");
        try (Connection holder = two.anotherTarget()) {
            holder.setAutoCommit(false);
            Query.execute(
                    holder, ofAll ? "lock table things in access exclusive mode" : "update things set name = 'held'");

            // When
            RunEnd end = two.sync();

            // Then
            assertThat(end.state()).isEqualTo(RunState.FAILED);
            assertThat(end.problem().status()).isEqualTo(423);
            assertThat(end.problem().detail()).contains("things").contains("2000 milliseconds");
        }
        two.sync();
        same();
    }

    @Test
    void aLockOnTheSourceIsWaitedForAsLongAsIsConfigured() throws SQLException {
        // Given
        two.sync();
        try (Connection holder = two.anotherSource()) {
            holder.setAutoCommit(false);
            Query.execute(holder, "lock table things in access exclusive mode");

            // When, Then
            assertThatThrownBy(two::sync)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("2000 milliseconds");
        }
    }

    @Test
    void aSyncTellsHowFarItIsInRows() throws SQLException {
        // Given
        two.source("insert into things select i, 'n', i, '2020-01-01', '2020-01-01' from generate_series(1, 120000) i");
        two.source("analyze things");
        SyncRequest request = SyncedDatabases.request();
        ActiveRun run = two.active.open(request.run());

        // When
        two.syncer().sync(request);

        // Then
        assertThat(run.unit()).isEqualTo("rows");
        assertThat(run.done()).isEqualTo(120_000);
        assertThat(run.total()).isBetween(120_000L, 130_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop schema caravanserai_sync cascade",
                "drop table caravanserai_sync.tick",
                "drop table caravanserai_sync.watermark"
            })
    void whatSomebodyDroppedOfAFlowOnItsTargetIsMadeAgain(String drop) throws SQLException {
        // Given
        two.source("insert into things values (1, 'a', 1, now(), now()), (2, 'b', 1, null, null)");
        two.sync();
        two.target(drop);
        two.source("insert into things values (3, 'c', 1, now(), now())");

        // When
        RunEnd end = two.sync();
        two.restart();
        two.settle();

        // Then
        same();
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(end.detail().at("/tables/0/inserted").asLong()).isEqualTo(1);
        assertThat(two.targetValue("select count(*) from pg_locks where locktype = 'advisory'"
                        + " and database = (select oid from pg_database where datname = current_database())"))
                .isEqualTo("0");
    }

    @Test
    void aLogThatSomebodyDroppedIsAnAnswer() throws SQLException {
        // Given
        two.with(SyncSettings.Deletes.LOG);
        two.install(true);
        two.sync();
        String log =
                two.sourceValue("select oid::regclass from pg_class where relname like 'gone\\_%' and relkind = 'r'");
        two.source("drop table " + log);

        // When, Then
        assertThatThrownBy(two::sync).isInstanceOf(ProblemException.class).hasMessageContaining("gone_");
        two.install(true);
        assertThat(two.sync().state()).isEqualTo(RunState.DONE);
    }

    @Test
    void aSyncWithNothingToDoReadsNoTableAsAWhole() throws SQLException {
        // Given
        two.tables("many");
        String make =
                """
                create table marks (n int);
                create table many (id int primary key, t text, created_at timestamptz, updated_at timestamptz);
                create index many_updated on many (updated_at, id);
                create index many_created on many (created_at, id)
                """;
        onceOnSource(make);
        onceOnTarget(make);
        onceOnSource(
                "insert into many select i, 'n', case when i % 4 > 0 then now() end, case when i % 2 > 0 then now() end"
                        + " from generate_series(1, 40000) i");
        two.sync();
        two.settle();
        Scans source = scansOfSource();
        Scans target = scansOfTarget();

        // When
        RunEnd end = two.sync();

        // Then
        Scans sourceNow = scansOfSource();
        assertThat(end.rows().in()).isZero();
        assertThat(sourceNow.ofIndexes()).isGreaterThan(source.ofIndexes());
        assertThat(sourceNow.ofAll()).isEqualTo(source.ofAll());
        assertThat(sourceNow.rowsOfAll()).isEqualTo(source.rowsOfAll());
        assertThat(scansOfTarget()).isEqualTo(target);
    }

    @Test
    void withoutItsIndexATableIsReadAsAWholeAndThatIsTold() throws SQLException {
        // Given
        two.tables("many");
        String make =
                """
                create table marks (n int);
                create table many (id int primary key, updated_at timestamptz not null)
                """;
        onceOnSource(make);
        onceOnTarget(make);
        onceOnSource("insert into many select i, now() from generate_series(1, 40000) i");
        two.sync();
        two.sync();
        Scans before = scansOfSource();

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(scansOfSource().ofAll()).isGreaterThan(before.ofAll());
        assertThat(end.detail().at("/tables/0/readWhole/0").asText()).isEqualTo("updated_at");
    }

    /** How often the table was read as a whole, how many rows that were, and how often by an index. */
    private record Scans(long ofAll, long rowsOfAll, long ofIndexes) {}

    /** On a connection that ends, and with it what the server still has to count for it. */
    private void onceOnSource(String sql) throws SQLException {
        try (Connection connection = two.anotherSource()) {
            Query.execute(connection, sql);
        }
    }

    private void onceOnTarget(String sql) throws SQLException {
        try (Connection connection = two.anotherTarget()) {
            Query.execute(connection, sql);
        }
    }

    private Scans scansOfSource() throws SQLException {
        two.disconnect();
        awaitNobody(two.source);
        onceOnSource("insert into marks values (1)");
        return scans(two.source);
    }

    private Scans scansOfTarget() throws SQLException {
        awaitNobody(two.target);
        onceOnTarget("insert into marks values (1)");
        return scans(two.target);
    }

    /** A row more is counted after everything that was to be counted before it. */
    private static Scans scans(Connection connection) throws SQLException {
        await(
                connection,
                "select n_tup_ins = (select count(*) from marks) from pg_stat_user_tables where relname = 'marks'");
        return Query.first(
                        connection,
                        "select seq_scan, seq_tup_read, idx_scan from pg_stat_user_tables where relname = 'many'",
                        row -> new Scans(row.getLong(1), row.getLong(2), row.getLong(3)))
                .orElseThrow();
    }

    private static void awaitNobody(Connection connection) {
        await(
                connection,
                "select count(*) = 0 from pg_stat_activity where application_name = 'caravanserai'"
                        + " and datname = current_database()");
    }

    private static void await(Connection connection, String condition) {
        Awaitility.await(condition).until(() -> Query.first(connection, condition, row -> row.getBoolean(1))
                .orElseThrow());
    }
}

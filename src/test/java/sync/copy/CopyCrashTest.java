package sync.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import ledger.Json;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Query;
import postgres.SqlState;
import postgres.TableName;
import postgres.TestServer;

/** Copies whose processes, connections or leases end before they do. */
// What is held in the ledger needs no more than to be held.
@SuppressWarnings("try")
class CopyCrashTest {

    private static final int ROWS = 300_000;

    private CopyLab lab;

    @BeforeEach
    void open() throws SQLException {
        lab = new CopyLab();
    }

    @AfterEach
    void close() throws SQLException {
        lab.close();
    }

    private Connection keepTheLastChunk(UUID run) throws SQLException {
        return keepLastChunks(run, 1);
    }

    /** Nobody can claim them until the connection is closed. */
    private Connection keepLastChunks(UUID run, int count) throws SQLException {
        Connection connection = lab.anotherToLedger();
        connection.setAutoCommit(false);
        lab.await(() -> Query.list(
                                connection,
                                "select number from caravanserai.chunk where run = '" + run
                                        + "' and state = 'open' order by number desc limit " + count + " for update",
                                row -> row.getInt(1))
                        .size()
                == count);
        return connection;
    }

    @Test
    void aCopyGoesOnAfterItsProcessWasKilledAndTheSourceHasChanged() throws Exception {
        // Given
        lab.makeOrders(ROWS);
        lab.onTarget("create table orders (id int primary key)");
        lab.onTarget("insert into orders values (1)");
        CopyRequest request = lab.process().begin(CopyRequest.How.SWAP);
        Process killed = lab.elsewhere(request);
        try (Connection keeping = keepTheLastChunk(request.run())) {
            lab.await(() -> lab.chunks(request.run(), "state <> 'done'") == 1);
            killed.destroyForcibly().waitFor();
        }
        long chunks = lab.chunks(request.run(), "true");
        lab.onSource("update orders set price = price + 1 where id between 1 and 10");
        lab.onSource("delete from orders where id between 1000 and 1010");
        lab.onSource("insert into orders select i, 1, 'late', 0 from generate_series(1000000, 1000100) i");
        assertThat(CopyLab.rows(lab.target, "orders")).containsExactly("(1)");

        // When
        List<RunEnd> ends = lab.restarted().copier.finishLeftOver();

        // Then
        assertThat(ends).hasSize(1);
        assertThat(ends.get(0).run()).isEqualTo(request.run());
        assertThat(ends.get(0).state()).isEqualTo(RunState.DONE);
        assertThat(ends.get(0).detail().at("/notes/0").asText())
                .isEqualTo("the copy was taken up again: " + (chunks - 2) + " of its chunks were there already");
        lab.assertSame("orders");
        assertThat(lab.leftOnTarget()).isEmpty();
    }

    @Test
    void aCopyThatWasKilledWhenAllRowsWereThereGoesOnWithWhatIsLeft() throws Exception {
        // Given
        lab.makeOrders(1000);
        lab.onSource("create table lines (order_id int references orders)");
        lab.onSource("insert into lines select i from generate_series(1, 1000) i");
        lab.onTarget("create table orders (id int primary key)");
        CopyRequest request = lab.process().begin(CopyRequest.How.SWAP);
        Process killed = lab.elsewhere(request);
        try (Connection reader = lab.anotherToTarget()) {
            Query.execute(reader, "begin; select * from orders");
            lab.await(() -> CopyLab.number(
                            lab.target,
                            "select count(*) from pg_constraint k join pg_namespace n on n.oid = k.connamespace"
                                    + " where contype = 'f' and convalidated and nspname like 'caravanserai_incoming%'")
                    == 1);
            killed.destroyForcibly().waitFor();
        }
        lab.onSource("delete from lines where order_id < 10");
        lab.onSource("delete from orders where id < 10");

        // When
        lab.restarted().copier.finishLeftOver();

        // Then
        lab.assertSame("orders");
        lab.assertSame("lines");
        assertThat(CopyLab.number(
                        lab.target,
                        "select count(*) from pg_constraint where contype in ('f', 'p') and convalidated"
                                + " and conrelid in ('orders'::regclass, 'lines'::regclass)"))
                .isEqualTo(2);
        assertThat(lab.leftOnTarget()).isEmpty();
    }

    @Test
    void aCopyGoesOnThoughTheServerIsStillAtWorkForItsDeadProcess() throws Exception {
        // Given
        lab.makeOrders(ROWS);
        CopyLab.Process process = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        Throwable refused;
        try (Connection building = lab.anotherToTarget()) {
            try (Connection keeping = keepTheLastChunkOf(process, request)) {
                lab.await(() -> lab.chunks(request.run(), "state <> 'done'") == 1);
                breakConnectionsToTheSource();
            }
            CopyLab.failure(running);
            Query.execute(
                    building,
                    "begin; select from caravanserai_sync.copying where run = '" + request.run() + "' for share");

            // When
            refused = CopyLab.failure(CopyLab.beside(() -> process.copy(request)));
        }
        process.copy(request);

        // Then
        assertThat(refused).isInstanceOf(ProblemException.class).hasMessageContaining("earlier attempt");
        assertThat(SqlState.mayPass(refused)).isTrue();
        assertThat(CopyLab.number(lab.target, "select attempt from caravanserai_sync.copying"))
                .isEqualTo(2);
        lab.assertSame("orders");
    }

    @Test
    void theServerEndsWhatItDoesForAProcessThatIsGone() throws Exception {
        // Given
        lab.onSource("create function slow(int) returns int language sql immutable as 'select $1'");
        lab.onTarget("create function slow(int) returns int language plpgsql immutable as"
                + " 'begin perform pg_sleep(600); return $1; end'");
        lab.onSource("create table things (id int primary key); insert into things values (1)");
        lab.onSource("create index on things (slow(id))");
        CopyRequest request = lab.process().begin(CopyRequest.How.SWAP);
        Process killed = lab.elsewhere(request);
        lab.await(() -> building() == 1);

        // When
        killed.destroyForcibly().waitFor();

        // Then
        lab.await(() -> building() == 0);
    }

    private long building() throws SQLException {
        return CopyLab.number(
                lab.target,
                "select count(*) from pg_stat_activity where datname = current_database() and state = 'active'"
                        + " and starts_with(lower(query), 'create index')");
    }

    @Test
    void aCopyIsHeldHoweverLongItsConnectionIsIdle() throws Exception {
        // Given
        String ledger = CopyLab.texts(lab.ledger, "select current_database()").get(0);
        Query.execute(lab.ledger, "alter database " + ledger + " set idle_session_timeout = '200ms'");
        UUID run = UUID.randomUUID();
        try (CopyLock hold = CopyLock.on(TestServer.dataSource(lab.ledgerUrl), run, 1000);
                Connection idle = lab.anotherToLedger()) {
            String pid = CopyLab.texts(idle, "select pg_backend_pid()").get(0);

            // When
            lab.await(
                    () -> CopyLab.number(lab.ledger, "select count(*) from pg_stat_activity where pid = " + pid) == 0);

            // Then
            assertThat(CopyLab.failure(
                            CopyLab.beside(() -> CopyLock.on(TestServer.dataSource(lab.ledgerUrl), run, 10))))
                    .isInstanceOf(TakenOverException.class);
        }
    }

    @Test
    void aCopyWhoseTablesAreOthersAfterACrashBeginsAnew() throws Exception {
        // Given
        lab.makeOrders(ROWS);
        CopyRequest request = lab.process().begin(CopyRequest.How.SWAP);
        Process killed = lab.elsewhere(request);
        try (Connection keeping = keepTheLastChunk(request.run())) {
            lab.await(() -> lab.chunks(request.run(), "state <> 'done'") == 1);
            killed.destroyForcibly().waitFor();
        }
        lab.onSource("alter table orders add column added text default 'x'");

        // When
        lab.restarted().copier.finishLeftOver();

        // Then
        lab.assertSame("orders");
        assertThat(lab.leftOnTarget()).isEmpty();
    }

    @Test
    void aCopyThatWasDoneBeforeItsProcessCouldSaySoIsDone() throws Exception {
        // Given
        lab.makeOrders(10);
        CopyLab.Process process = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        RunEnd first = process.copy(request);
        lab.onTarget("insert into orders values (11, 1, 'mine', 1)");

        // When
        RunEnd again = process.copy(request);

        // Then
        assertThat(again.rows()).isEqualTo(first.rows());
        assertThat(again.detail()).hasToString(first.detail().toString());
        assertThat(CopyLab.number(lab.target, "select count(*) from orders")).isEqualTo(11);
    }

    @Test
    void aChunkWhoseLeaseRanOutIsTakenOver() throws Exception {
        // Given
        lab.makeOrders(ROWS);
        CopyLab.Process process = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        CompletableFuture<RunEnd> copy = CopyLab.beside(() -> process.copy(request));
        try (Connection keeping = keepTheLastChunk(request.run())) {
            Query.execute(
                    keeping,
                    "update caravanserai.chunk set state = 'claimed', owner = 'somebody who died',"
                            + " lease_until = clock_timestamp() + interval '1 second' where run = '" + request.run()
                            + "' and number = (select max(number) from caravanserai.chunk where run = '" + request.run()
                            + "')");

            // When
            keeping.commit();
            copy.get();
        }

        // Then
        assertThat(lab.chunks(request.run(), "owner = 'somebody who died'")).isZero();
        lab.assertSame("orders");
    }

    @Test
    void aChunkThatTwoCopiedIsThereOnce() throws Exception {
        // Given
        lab.makeOrders(ROWS);
        CopyLab.Process process = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        CompletableFuture<RunEnd> copy = CopyLab.beside(() -> process.copy(request));
        try (Connection keeping = keepTheLastChunk(request.run())) {
            lab.await(() -> lab.chunks(request.run(), "state = 'done'") > 0);

            // When
            Query.execute(
                    keeping,
                    "update caravanserai.chunk set state = 'open', rows = null, checksum = null where run = '"
                            + request.run() + "' and state = 'done'");
            keeping.commit();
            copy.get();
        }

        // Then
        lab.assertSame("orders");
    }

    @Test
    void onlyWhoseLeaseIsRenewedKeepsAChunk() throws Exception {
        // Given
        UUID run = lab.process().begin(CopyRequest.How.SWAP).run();
        TableName table = new TableName("public", "t");
        Part part = new Part(table, table, 1L);
        var ledger = TestServer.dataSource(lab.ledgerUrl);
        Chunks first = new Chunks(ledger, run, "first");
        Chunks second = new Chunks(ledger, run, "second");
        first.replace(List.of(
                new Chunk(run, 0, table, part, null, null, 1, null),
                new Chunk(run, 1, table, part, null, null, 1, null)));
        first.claim();
        first.claim();
        Query.execute(lab.ledger, "update caravanserai.chunk set lease_until = '2000-01-01'");
        Query.execute(lab.ledger, "update caravanserai.chunk set owner = 'third' where number = 1");
        first.renew();

        // When
        Optional<Chunk> taken = second.claim();
        Optional<Chunk> none = second.claim();

        // Then
        assertThat(taken).map(Chunk::number).contains(1);
        assertThat(none).isEmpty();
    }

    @Test
    void aChunkThatIsToBeCopiedAgainIsNotDoneForWhoeverHadIt() throws Exception {
        // Given
        UUID run = lab.process().begin(CopyRequest.How.SWAP).run();
        TableName table = new TableName("public", "t");
        Chunks late = new Chunks(TestServer.dataSource(lab.ledgerUrl), run, "late");
        late.replace(List.of(new Chunk(run, 0, table, new Part(table, table, 1L), null, null, 1, null)));
        late.claim();
        late.again(0);

        // When
        late.done(0, new Chunk.Done(1, 1));

        // Then
        assertThat(lab.chunks(run, "state = 'open'")).isOne();
    }

    @Test
    void aSecondProcessTakesChunksOfTheSameCopy() throws Exception {
        // Given
        lab.makeOrders(ROWS);
        CopyLab.Process process = lab.process();
        CopyLab.Process second = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        CompletableFuture<RunEnd> copy = CopyLab.beside(() -> process.copy(request));
        CompletableFuture<Integer> help;
        try (Connection blocking = lab.anotherToTarget()) {
            try (Connection keeping = keepLastChunks(request.run(), 3)) {
                lab.await(() -> lab.chunks(request.run(), "state <> 'done'") == 3);
                Query.execute(
                        blocking, "begin; lock table \"" + Plan.staging(request.run()) + "_1\".orders in share mode");
            }
            lab.await(() -> lab.chunks(request.run(), "state = 'claimed'") == 2);

            // When
            help = CopyLab.beside(() -> second.copier.help(CopyLab.flow()));
            lab.await(() -> lab.chunks(request.run(), "state = 'claimed'") == 3);
        }
        copy.get();

        // Then
        assertThat(help.get()).isEqualTo(1);
        assertThat(CopyLab.number(lab.ledger, "select count(distinct owner) from caravanserai.chunk"))
                .isEqualTo(2);
        lab.assertSame("orders");
    }

    @Test
    void nobodyHelpsWithACopyWhoseSnapshotIsGone() throws Exception {
        // Given
        lab.makeOrders(10);
        CopyLab.Process process = lab.process();
        UUID run = process.begin(CopyRequest.How.SWAP).run();
        TableName table = new TableName("public", "orders");
        new Chunks(TestServer.dataSource(lab.ledgerUrl), run, "gone")
                .replace(List.of(new Chunk(run, 0, table, new Part(table, table, 1L), null, null, 1, null)));
        Query.update(
                lab.ledger,
                "insert into caravanserai.step (run, name, detail) values (?, 'copy-offered', ?::jsonb)",
                run,
                Json.write(new Workers.Offer(run, 1, "00000003-0000001B-1")));

        // When
        int helped = lab.process().copier.help(CopyLab.flow());

        // Then
        assertThat(helped).isZero();
    }

    @Test
    void aCopyWhoseConnectionsBreakGoesOnWhenItIsAskedForAgain() throws Exception {
        // Given
        lab.makeOrders(ROWS);
        CopyLab.Process process = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        Throwable broken;
        try (Connection keeping = keepTheLastChunkOf(process, request)) {
            lab.await(() -> lab.chunks(request.run(), "state <> 'done'") == 1);
            breakConnectionsToTheSource();
        }
        broken = CopyLab.failure(running);

        // When
        RunEnd end = process.copy(request);

        // Then
        assertThat(SqlState.mayPass(broken)).isTrue();
        assertThat(end.detail().at("/notes/0").asText()).startsWith("the copy was taken up again");
        lab.assertSame("orders");
        assertThat(lab.leftOnTarget()).isEmpty();
    }

    private void breakConnectionsToTheSource() throws SQLException {
        CopyLab.texts(
                lab.source,
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
    }

    private CompletableFuture<RunEnd> running;

    private Connection keepTheLastChunkOf(CopyLab.Process process, CopyRequest request) throws SQLException {
        running = CopyLab.beside(() -> process.copy(request));
        return keepTheLastChunk(request.run());
    }

    @Test
    void aCopyThatIsGivenUpLeavesNothing() throws Exception {
        // Given
        lab.onSource("create type colour as enum ('red')");
        lab.onSource("create schema far; create table far.painted (c colour)");
        lab.makeOrders(ROWS);
        CopyLab.Process process = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        try (Connection keeping = keepTheLastChunkOf(process, request)) {
            breakConnectionsToTheSource();
        }
        CopyLab.failure(running);

        // When
        process.copier.giveUp(request, CopyLab.flow());

        // Then
        assertThat(lab.leftOnTarget()).isEmpty();
        assertThat(CopyLab.texts(
                        lab.target, "select coalesce(to_regtype('colour')::text, to_regnamespace('far')::text)"))
                .containsExactly((String) null);
        assertThat(CopyLab.number(lab.target, "select count(*) from caravanserai_sync.copying"))
                .isZero();
    }

    @Test
    void aCancelledCopyIsUndone() throws Exception {
        // Given
        lab.makeOrders(ROWS);
        CopyLab.Process process = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        try (Connection keeping = keepTheLastChunkOf(process, request)) {
            // When
            process.runs.wantCancel(request.run());
            Throwable cancelled = CopyLab.failure(running);

            // Then
            assertThat(cancelled).isInstanceOf(ProblemException.class).hasMessage("the run was cancelled");
            assertThat(lab.leftOnTarget()).isEmpty();
        }
    }

    @Test
    void twoProcessesDoNotWorkOnOneCopyAsItsOwners() throws Exception {
        // Given
        lab.makeOrders(ROWS);
        CopyLab.Process process = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        Throwable refused;
        try (Connection keeping = keepTheLastChunkOf(process, request)) {
            // When
            refused = CopyLab.failure(CopyLab.beside(() -> lab.process().copy(request)));
        }

        // Then
        assertThat(refused).hasMessageContaining("another process is at work");
        running.get();
        lab.assertSame("orders");
    }

    @Test
    void anAttemptThatWasTakenOverWritesNoMore() throws Exception {
        // Given
        lab.makeOrders(ROWS);
        CopyLab.Process process = lab.process();
        CopyRequest request = process.begin(CopyRequest.How.SWAP);
        try (Connection keeping = keepTheLastChunkOf(process, request)) {
            lab.await(() -> lab.chunks(request.run(), "state <> 'done'") == 1);
            // As a process does that could not know of this one.
            lab.onTarget("update caravanserai_sync.copying set attempt = attempt + 1");
        }

        // When
        Throwable fenced = CopyLab.failure(running);

        // Then
        assertThat(fenced).hasMessage("another process has taken over the copy");
        assertThat(lab.leftOnTarget()).isNotEmpty();
    }
}

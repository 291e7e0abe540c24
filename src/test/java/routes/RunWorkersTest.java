package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ingest.AcceptedRequests;
import ingest.LoadOrder;
import ingest.Spool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Installation;
import ledger.Ledger;
import ledger.LedgerDatabase;
import ledger.ProblemException;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunMeters;
import ledger.RunRequest;
import ledger.RunSettings;
import ledger.RunState;
import ledger.RunWatch;
import ledger.UnwrittenEnds;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import snapshot.Expiry;
import snapshot.Verifier;

class RunWorkersTest {

    private final LedgerDatabase database = new LedgerDatabase();
    private final ActiveRuns active = new ActiveRuns();
    private final Ledger ledger = new Ledger(database.dataSource(), active, new Installation("one", "here"));
    private final UnwrittenEnds unwritten = new UnwrittenEnds();
    private final RunWatch watch = new RunWatch(database.dataSource()::getConnection, ledger);
    private final RunWaiters waiters =
            new RunWaiters(active, ledger, unwritten, watch, new Few(), new RunMeters(new SimpleMeterRegistry()));
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final CountDownLatch locked = new CountDownLatch(1);
    private final Queue<String> named = new ConcurrentLinkedQueue<>();
    private RunWorkers workers;

    private static final class Few implements RunSettings {
        @Override
        public Map<String, Integer> atOnce() {
            return Map.of("verify", 2);
        }

        @Override
        public int mostWaiting() {
            return 5;
        }

        @Override
        public int waitingCallers() {
            return 1;
        }
    }

    @BeforeEach
    void start(@TempDir Path spool) throws Exception {
        camel.getComponent("sql", SqlComponent.class).setDataSource(database.dataSource());
        camel.addRoutesConfigurations(new FailureRoutes());
        AcceptedRequests promises = new AcceptedRequests(
                new Spool(spool), ledger, active, new LoadOrder(database.dataSource()::getConnection));
        camel.addRoutes(new RunEndRoutes(ledger, active, unwritten, promises, waiters));
        camel.addRoutes(new DeadMessageRoutes());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:done")
                        .routeId("done")
                        .setBody(e -> done(e.getMessage().getBody(RunRequest.class)))
                        .to("direct:runs-end");
                from("direct:named")
                        .routeId("named")
                        .process(e -> named.add(String.valueOf(MDC.get("run"))))
                        .to("direct:done");
                from("direct:error").routeId("error").process(exchange -> {
                    throw new OutOfMemoryError("as if");
                });
                from("direct:locked")
                        .routeId("locked")
                        .process(exchange -> locked.await())
                        .to("direct:done");
            }
        });
        camel.start();
        workers = new RunWorkers(camel.createProducerTemplate(), new Few(), waiters, unwritten);
    }

    private static RunEnd done(RunRequest request) {
        return RunEnd.done(request.run(), Rows.NONE, null);
    }

    @AfterEach
    void stop() throws Exception {
        locked.countDown();
        workers.stop();
        camel.close();
        watch.close();
    }

    private CompletableFuture<Run> submit(RunRequest request, String route) throws Exception {
        ledger.begin(request);
        CompletableFuture<Run> ended = active.open(request.run()).ended();
        workers.submit(request, route);
        return ended;
    }

    private static RunRequest verify(String set) {
        return new Verifier.Request(RunHeader.next(Door.HTTP), set);
    }

    @Test
    void anErrorEndsItsRunAndNoWorker() throws Exception {
        // Given
        List<CompletableFuture<Run>> broken = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            broken.add(submit(verify("a set"), "error"));
        }

        // When
        Run after = submit(verify("a set"), "done").get(20, TimeUnit.SECONDS);

        // Then
        assertThat(after.state()).isEqualTo(RunState.DONE);
        for (CompletableFuture<Run> run : broken) {
            assertThat(run.get(20, TimeUnit.SECONDS).state()).isEqualTo(RunState.FAILED);
        }
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> workers.areAtWork());
    }

    @Test
    void everyLineOfTheLogOfARunNamesIt() throws Exception {
        // Given
        RunRequest request = verify("a set");

        // When
        submit(request, "named").get(20, TimeUnit.SECONDS);

        // Then
        assertThat(named).containsExactly(request.run().toString());
    }

    @Test
    void theEndOfABrokenRunThatCannotBeWrittenIsWrittenLater() throws Exception {
        // Given
        camel.getEndpoint("direct:runs-failed", DirectEndpoint.class).setBlock(false);
        camel.getRouteController().stopRoute("runs-failed");
        CompletableFuture<Run> broken = submit(verify("a set"), "error");

        // When
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(broken::isDone);

        // Then
        assertThat(broken.get().state()).isEqualTo(RunState.FAILED);
        assertThat(unwritten.all()).isEmpty();
    }

    @Test
    void longRunsOfOneKindKeepNoOtherKindWaiting() throws Exception {
        // Given
        List<CompletableFuture<Run>> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            held.add(submit(verify("set " + i), "locked"));
        }

        // When
        Run other =
                submit(new Expiry.Request(RunHeader.next(Door.HTTP)), "done").get(20, TimeUnit.SECONDS);

        // Then
        assertThat(other.state()).isEqualTo(RunState.DONE);
        assertThat(held).noneMatch(CompletableFuture::isDone);
        locked.countDown();
        for (CompletableFuture<Run> run : held) {
            assertThat(run.get(20, TimeUnit.SECONDS).state()).isEqualTo(RunState.DONE);
        }
    }

    @Test
    void whereTooManyWaitNoMoreArePromisedAndAllThatWereAreKept() throws Exception {
        // Given
        List<CompletableFuture<Run>> promised = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            workers.requireRoom(verify("a set").kind(), 1);
            promised.add(submit(verify("a set"), "locked"));
        }

        // When
        var oneMore =
                assertThatThrownBy(() -> workers.requireRoom(verify("a set").kind(), 1));
        workers.requireRoom(new Expiry.Request(RunHeader.next(Door.HTTP)).kind(), 5);
        promised.add(submit(verify("a set"), "locked"));
        locked.countDown();

        // Then
        oneMore.isInstanceOfSatisfying(
                ProblemException.class,
                full -> assertThat(full.problem().status()).isEqualTo(503));
        for (CompletableFuture<Run> run : promised) {
            assertThat(run.get(20, TimeUnit.SECONDS).state()).isEqualTo(RunState.DONE);
        }
    }

    @Test
    void whoComesBesideTooManyWaitingCallersIsToldHowFarItIs() throws Exception {
        // Given
        RunRequest request = verify("a set");
        submit(request, "locked");
        Run begun = ledger.find(request.run()).orElseThrow();
        CompletableFuture<Run> first = CompletableFuture.supplyAsync(() -> await(begun, Duration.ofMinutes(1)));

        // When
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> waiters.waiting() == 1);
        Run second = await(begun, Duration.ofMinutes(1));

        // Then
        assertThat(second.state()).isEqualTo(RunState.RUNNING);
        locked.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS).state()).isEqualTo(RunState.DONE);
    }

    @Test
    void aRunThatEndedBeforeItWasWatchedIsToldAtOnce() throws Exception {
        // Given
        RunRequest request = verify("a set");
        ledger.begin(request);
        Run begun = ledger.find(request.run()).orElseThrow();
        workers.submit(request, "done");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> active.find(request.run())
                .isEmpty());
        watch.close();

        // When
        Run told = CompletableFuture.supplyAsync(() -> await(begun, Duration.ofMinutes(1)))
                .get(20, TimeUnit.SECONDS);

        // Then
        assertThat(told.state()).isEqualTo(RunState.DONE);
    }

    private Run await(Run run, Duration patience) {
        var exchange = new org.apache.camel.support.DefaultExchange(camel);
        exchange.getMessage().setBody(run);
        exchange.setProperty("patience", patience);
        try {
            return waiters.await(exchange);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

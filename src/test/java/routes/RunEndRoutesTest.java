package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ingest.AcceptedRequests;
import ingest.LoadOrder;
import ingest.Spool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import ledger.ActiveRun;
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
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import snapshot.Verifier;

class RunEndRoutesTest {

    private final LedgerDatabase database = new LedgerDatabase();
    private final ActiveRuns active = new ActiveRuns();
    private final Ledger ledger = new Ledger(database.dataSource(), active, new Installation("one", "here"));
    private final UnwrittenEnds unwritten = new UnwrittenEnds();
    private final RunWatch watch = new RunWatch(database.dataSource()::getConnection, ledger);
    private final RunWaiters waiters =
            new RunWaiters(active, ledger, unwritten, watch, new Usual(), new RunMeters(new SimpleMeterRegistry()));
    private final RunRequest request = new Verifier.Request(RunHeader.next(Door.HTTP), "a set");
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private ProducerTemplate template;
    private Supplier<RunEnd> work = () -> RunEnd.done(request.run(), Rows.NONE, null);

    private static final class Usual implements RunSettings {
        @Override
        public Map<String, Integer> atOnce() {
            return Map.of();
        }

        @Override
        public int mostWaiting() {
            return 100;
        }

        @Override
        public int waitingCallers() {
            return 10;
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
        template = camel.createProducerTemplate();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:work")
                        .routeId("work")
                        .routeConfigurationId("runs")
                        .process(RunAttempts::enter)
                        .transform(new RunAttempts(template).at("work-rows"));
                from("direct:work-rows")
                        .routeId("work-rows")
                        .routeConfigurationId("in-transaction")
                        .setBody(exchange -> work.get())
                        .to("direct:runs-finish");
            }
        });
        camel.start();
        ledger.begin(request);
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
        watch.close();
    }

    private Run work() {
        return waiters.tell(template.requestBody("direct:work", request, Run.class));
    }

    private Run standing(UUID run) throws Exception {
        return ledger.find(run).orElseThrow();
    }

    @Test
    void aRunThatBrokeHasFailed() throws Exception {
        // Given
        work = () -> {
            throw new IllegalStateException("broken");
        };

        // When
        Run ended = work();

        // Then
        assertThat(ended.state()).isEqualTo(RunState.FAILED);
        assertThat(standing(request.run()).problem().type()).isEqualTo("broken");
        assertThat(active.all()).isEmpty();
    }

    @Test
    void theEndOfARunWhoseLedgerIsAwayIsWrittenWhenItIsBack() throws Exception {
        // Given
        work = () -> {
            throw new IllegalStateException("broken");
        };
        var told = active.open(request.run()).ended();
        database.goAway();

        // When
        Run meanwhile = work();
        boolean toldMeanwhile = told.isDone();
        database.comeBack();

        // Then
        assertThat(meanwhile.state()).isEqualTo(RunState.RUNNING);
        assertThat(toldMeanwhile).isFalse();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(told::isDone);
        assertThat(told.get().state()).isEqualTo(RunState.FAILED);
        assertThat(standing(request.run()).state()).isEqualTo(RunState.FAILED);
        assertThat(active.all()).isEmpty();
        assertThat(unwritten.all()).isEmpty();
    }

    @Test
    void whatWasCommittedBeforeItsAnswerWasLostStands() throws Exception {
        // Given
        work();
        active.open(request.run());
        work = () -> RunEnd.done(request.run(), Rows.allSkipped(3), null);

        // When
        Run again = work();

        // Then
        assertThat(again.state()).isEqualTo(RunState.DONE);
        assertThat(again.rows()).isEqualTo(Rows.NONE);
    }

    @Test
    void aRunThatAnotherProcessHasTakenOverIsEndedByThatOneOnly() throws Exception {
        // Given
        Ledger successor = new Ledger(database.dataSource(), new ActiveRuns(), new Installation("one", "here"));
        database.execute("insert into caravanserai.process (owner) values ('" + ledger.owner() + "')");
        var taken = successor.leftRunning();
        RunEnd end = RunEnd.done(request.run(), Rows.NONE, null);

        // When
        Run mine = work();

        // Then
        assertThat(taken).extracting(Run::id).containsExactly(request.run());
        assertThat(mine.state()).isEqualTo(RunState.RUNNING);
        assertThatThrownBy(() -> template.requestBody("direct:runs-finish", end))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(ProblemException.class);
        assertThat(standing(request.run()).state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void whatSomebodyWantsToStopInAnotherProcessIsFoundByTheOneThatHasItInHand() throws Exception {
        // Given
        Ledger other = new Ledger(database.dataSource(), new ActiveRuns(), new Installation("other", "there"));

        // When
        boolean running = other.wantCancel(request.run());

        // Then
        assertThat(running).isTrue();
        assertThat(other.cancelWanted()).isEmpty();
        assertThat(ledger.cancelWanted()).extracting(ActiveRun::id).containsExactly(request.run());
    }

    @Test
    void aRunOfAnotherInstallationIsLeftAlone() throws Exception {
        // Given
        Ledger other = new Ledger(database.dataSource(), new ActiveRuns(), new Installation("other", "here"));

        // When
        var taken = other.leftRunning();

        // Then
        assertThat(taken).isEmpty();
        assertThat(work().state()).isEqualTo(RunState.DONE);
    }
}

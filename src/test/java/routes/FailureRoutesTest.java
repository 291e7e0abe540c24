package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.Stream;
import ledger.Door;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailureRoutesTest extends PlainCamel {

    private static final String[] WAYS = {
        "runs",
        "published",
        "elsewhere",
        "drill",
        "copies",
        "syncs",
        "drill-left",
        "still-away",
        "last-stop",
        "quiet",
        "in-transaction"
    };

    private Processor work;

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        context.addRoutesConfigurations(new FailureRoutes());
        return new RoutesBuilder[] {
            mocked(
                    "runs-failed",
                    "runs-failed-published",
                    "runs-failed-elsewhere",
                    "drill-rescue",
                    "copy-undo",
                    "messages-dead"),
            new RouteBuilder() {
                @Override
                public void configure() {
                    for (String way : WAYS) {
                        from("direct:" + way)
                                .routeId(way)
                                .routeConfigurationId(way)
                                .transform(new RunAttempts(template).step("work", Object.class))
                                .to("mock:goes-on");
                    }
                    from("direct:work")
                            .routeId("work")
                            .routeConfigurationId("in-transaction")
                            .to("mock:work")
                            .transform(Steps.exchange(FailureRoutesTest.this::work));
                }
            }
        };
    }

    private Object work(Exchange exchange) throws Exception {
        work.process(exchange);
        return exchange.getMessage().getBody();
    }

    private Exchange come(String way, Door door) {
        return template.request("direct:" + way, exchange -> {
            exchange.setProperty("door", door);
            exchange.setProperty("begun", "the run as it began");
            exchange.getMessage().setBody("a request");
        });
    }

    private MockEndpoint work(Processor does) {
        work = does;
        return getMockEndpoint("mock:work");
    }

    private MockEndpoint lastStop(String route) {
        MockEndpoint stop = getMockEndpoint("mock:" + route);
        stop.whenAnyExchangeReceived(answering(body -> "failed"));
        stop.expectedMessageCount(1);
        return stop;
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40001", "40P01", "53300", "55P03", "57P01", "58030"})
    void whatMayPassIsTriedFourTimesForACallerWhoIsAnsweredWithTheFailedRun(String state) throws Exception {
        // Given
        work(failing(sqlState(state))).expectedMessageCount(4);
        MockEndpoint failed = lastStop("runs-failed");
        getMockEndpoint("mock:goes-on").expectedBodiesReceived("failed");

        // When
        Exchange answer = come("runs", Door.HTTP);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody()).isEqualTo("failed");
        assertThat(failed.getExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class))
                .hasRootCauseMessage("broken with " + state);
    }

    @Test
    void aPoolThatHasNoConnectionToGiveIsAskedAgain() throws Exception {
        // Given
        work(failing(new SQLException("Acquisition timeout while waiting for new connection")))
                .expectedMessageCount(4);
        lastStop("runs-failed");

        // When
        come("runs", Door.HTTP);

        // Then
        MockEndpoint.assertIsSatisfied(context);
    }

    static Stream<Throwable> whatWillNotPass() {
        return Stream.of(
                sqlState("23505"),
                sqlState("42P01"),
                sqlState("57014"),
                new IOException("no such file"),
                new IllegalStateException("a mistake of ours"),
                new ProblemException(Problem.conflict("not now", null)),
                new StackOverflowError("too deep"));
    }

    @ParameterizedTest
    @MethodSource("whatWillNotPass")
    void whatWillNotPassIsTriedOnce(Throwable trouble) throws Exception {
        // Given
        work(failing(trouble)).expectedMessageCount(1);
        lastStop("runs-failed");

        // When
        Exchange answer = come("runs", Door.HTTP);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(answer.getMessage().getBody()).isEqualTo("failed");
    }

    @Test
    void aFileInTheInboxIsTriedUntilItWorks() throws Exception {
        // Given
        work(failing(40, sqlState("57P03"), body -> "loaded")).expectedMessageCount(40 + 1);
        getMockEndpoint("mock:runs-failed").expectedMessageCount(0);

        // When
        Exchange answer = come("runs", Door.INBOX);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(answer.getMessage().getBody()).isEqualTo("loaded");
    }

    @Test
    void whatWorksAtASecondTryHasNotFailed() throws Exception {
        // Given
        work(failing(1, sqlState("40001"), body -> "done")).expectedMessageCount(2);
        getMockEndpoint("mock:runs-failed").expectedMessageCount(0);
        getMockEndpoint("mock:goes-on").expectedBodiesReceived("done");

        // When
        come("runs", Door.HTTP);

        // Then
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void whatWillNotPassIsNotTriedAgainThoughWhatBrokeBeforeMightHavePassed() throws Exception {
        // Given
        Processor passing = failing(1, sqlState("40001"), body -> body);
        Processor lasting = failing(new IllegalStateException("a mistake of ours"));
        work(exchange -> {
                    passing.process(exchange);
                    lasting.process(exchange);
                })
                .expectedMessageCount(2);
        getMockEndpoint("mock:runs-failed").expectedMessageCount(1);

        // When
        come("runs", Door.HTTP);

        // Then
        MockEndpoint.assertIsSatisfied(context);
    }

    @ParameterizedTest
    @CsvSource({
        "runs,      4, runs-failed",
        "published, 4, runs-failed-published",
        "elsewhere, 4, runs-failed-elsewhere",
        "drill,     4, drill-rescue",
        "copies,    9, copy-undo",
        "syncs,     9, runs-failed",
    })
    void whoeverIsToldAtLastIsTheOneWhoKnowsWhatIsLeft(String way, int tries, String stop) throws Exception {
        // Given
        work(failing(sqlState("08006"))).expectedMessageCount(tries);
        lastStop(stop);

        // When
        Exchange answer = come(way, Door.HTTP);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(answer.getMessage().getBody()).isEqualTo("failed");
    }

    @ParameterizedTest
    @CsvSource({
        "published, runs-failed-published",
        "elsewhere, runs-failed-elsewhere",
        "drill,     drill-rescue",
        "copies,    runs-failed",
        "syncs,     runs-failed",
    })
    void whatWillNotPassGoesThereAtOnce(String way, String stop) throws Exception {
        // Given
        work(failing(sqlState("23505"))).expectedMessageCount(1);
        lastStop(stop);

        // When
        Exchange answer = come(way, Door.HTTP);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(answer.getMessage().getBody()).isEqualTo("failed");
    }

    @Test
    void aDrillThatCannotEvenBeRescuedIsAnsweredAsItBegan() throws Exception {
        // Given
        work(failing(sqlState("08006"))).expectedMessageCount(1);

        // When
        Exchange answer = come("drill-left", Door.HTTP);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody()).isEqualTo("the run as it began");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quiet", "still-away"})
    void whatComesAgainByItselfIsNeitherTriedAgainNorToldToAnybody(String way) throws Exception {
        // Given
        work(failing(sqlState("08006"))).expectedMessageCount(1);
        getMockEndpoint("mock:goes-on").expectedMessageCount(0);

        // When
        Exchange answer = come(way, Door.TIMER);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(answer.getException()).isNull();
    }

    @Test
    void whatATimerSentOffAndDiedGoesToTheDeadLetterChannelWithTheFlowThatItDiedIn() throws Exception {
        // Given
        work(failing(sqlState("08006"))).expectedMessageCount(1);
        MockEndpoint dead = getMockEndpoint("mock:messages-dead");
        dead.expectedBodiesReceived("a request");
        dead.expectedPropertyReceived(Exchange.FAILURE_ROUTE_ID, "quiet");

        // When
        come("quiet", Door.TIMER);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(dead.getExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class))
                .hasRootCauseMessage("broken with 08006");
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-transaction", "last-stop"})
    void whatIsInsideIsNeitherTriedAgainNorAnsweredButThrownToWhoIsAround(String way) throws Exception {
        // Given
        work(failing(sqlState("40001"))).expectedMessageCount(1);
        getMockEndpoint("mock:goes-on").expectedMessageCount(0);

        // When
        Exchange answer = come(way, Door.HTTP);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(answer.getException()).hasRootCauseMessage("broken with 40001");
    }
}

package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ingest.LoadOptions;
import ingest.LoadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import ledger.Door;
import ledger.ProblemException;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngestRoutesTest extends LedgerCamel {

    private final String table = "customers_" + UUID.randomUUID().toString().substring(0, 8);

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return withEnds(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("seda:statistics-due").to("mock:statistics-due");
                    }
                },
                new RowsRoutes(),
                loading());
    }

    @BeforeEach
    void table() throws Exception {
        DATABASE.execute("create table " + table + " (id int primary key, name text)");
    }

    private LoadRequest request(String key) throws IOException {
        RunHeader header = RunHeader.next(Door.HTTP, key);
        UUID run = header.run();
        Files.writeString(spool.body(run), "id,name\n1,Ada\n");
        return new LoadRequest(
                header, table, spool.body(run), "customers.csv", LoadRequest.Format.CSV, LoadOptions.DEFAULT);
    }

    @Test
    void whatIsAcceptedIsLoadedAndItsBodyGoes() throws Exception {
        // Given
        LoadRequest request = request(null);

        // When
        Run run = template.requestBody("direct:ingest-promise", request, Run.class);

        // Then
        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        await().untilAsserted(() -> assertThat(standing(request).state()).isEqualTo(RunState.DONE));
        await().untilAsserted(() -> assertThat(spool.body(request.run())).doesNotExist());
    }

    @Test
    void aLoadOfManyRowsRenewsWhatThePlannerKnows() throws Exception {
        // Given
        LoadRequest request = request(null);
        inPlaceOf("ingest-load")
                .whenAnyExchangeReceived(answering(body -> template.requestBody(
                        "direct:runs-finish",
                        RunEnd.done(request.run(), new Rows(10_000, 10_000, 0, 0, 0), null),
                        Run.class)));
        MockEndpoint due = getMockEndpoint("mock:statistics-due");
        due.expectedMessageCount(1);

        // When
        serve("ingest-run", request);

        // Then
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void whatIsAskedForTwiceIsLoadedOnce() throws Exception {
        // Given
        String key = UUID.randomUUID().toString();
        LoadRequest first = request(key);
        doneInPlaceOf("ingest-load", first).expectedMessageCount(1);
        template.requestBody("direct:ingest-promise", first, Run.class);

        // When
        Run again = template.requestBody("direct:ingest-promise", request(key), Run.class);

        // Then
        assertThat(again.id()).isEqualTo(first.run());
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void aCallersFileThatMeetsLastingTroubleHasFailedAfterFourTries() throws Exception {
        // Given
        LoadRequest request = request(null);
        brokenInPlaceOf("ingest-load", sqlState("53300")).expectedMessageCount(4);

        // When
        Run run = serve("ingest-run", request);

        // Then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.problem().status()).isEqualTo(503);
    }

    @Test
    void whereTooManyWaitNothingIsPromisedAndNoBodyStays() throws Exception {
        // Given
        CountDownLatch locked = new CountDownLatch(1);
        inPlaceOf("ingest-load").whenAnyExchangeReceived(exchange -> locked.await());
        for (int i = 0; i < 5; i++) {
            template.requestBody("direct:ingest-promise", request(null), Run.class);
        }
        String key = UUID.randomUUID().toString();
        LoadRequest first = request(key);
        LoadRequest second = request(null);

        // When
        Exchange refused = sent("ingest-room", List.of(first, second));
        Exchange taken = sent("ingest-room", second);
        locked.countDown();

        // Then
        assertThat(refused.getException()).isInstanceOf(ProblemException.class);
        assertThat(taken.getException()).isNull();
        assertThat(ledger.find(first.run())).isEmpty();
        assertThat(spool.body(first.run())).doesNotExist();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("runs.most-waiting", "4");
    }
}

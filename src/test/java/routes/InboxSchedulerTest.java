package routes;

import ingest.InboxWatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxSchedulerTest extends CamelTestSupport {

    @TempDir
    private static Path inbox;

    @TempDir
    private static Path beside;

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new EndpointRouteBuilder() {
            @Override
            public void configure() {
                // By the clock it would be looked at in an hour.
                from(file(inbox.toString())
                                .scheduler(new InboxScheduler(
                                        () -> InboxWatch.of(inbox, Duration.ofHours(1)),
                                        () -> {},
                                        InboxWatch::awaitNextLook)))
                        .routeId("inbox")
                        .to("mock:taken");
            }
        };
    }

    @Test
    void whatArrivesIsTakenWithoutWaitingForTheClock() throws Exception {
        // Given
        getMockEndpoint("mock:taken").expectedBodiesReceivedInAnyOrder("1", "2");

        // When
        moveIn("1");
        moveIn("2");

        // Then
        getMockEndpoint("mock:taken").assertIsSatisfied(60_000);
    }

    @Test
    void aRouteThatWasStoppedWatchesAgain() throws Exception {
        // Given
        context.getRouteController().stopRoute("inbox");
        context.getRouteController().startRoute("inbox");
        getMockEndpoint("mock:taken").expectedBodiesReceived("3");

        // When
        moveIn("3");

        // Then
        getMockEndpoint("mock:taken").assertIsSatisfied(60_000);
    }

    private static void moveIn(String content) throws Exception {
        Files.move(Files.writeString(beside.resolve(content), content), inbox.resolve(content));
    }
}

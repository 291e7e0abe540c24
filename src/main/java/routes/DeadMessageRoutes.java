package routes;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.processor.aggregate.UseLatestAggregationStrategy;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;

/**
 * Messages that died on their way, no run of anybody's: what is recorded is the flow, and what it died of. While a database
 * is away every timer's does: the first of a kind is told at once, and those that repeat it as one line in a while.
 */
@ApplicationScoped
class DeadMessageRoutes extends EndpointRouteBuilder {

    private static final int MOST_KINDS = 1000;

    private final IdempotentRepository told = MemoryIdempotentRepository.memoryIdempotentRepository(MOST_KINDS);

    // spotless:off
    @Override
    public void configure() {
        from(direct("messages-dead"))
            .routeId("messages-dead")
            .routeConfigurationId("last-stop")
            .setBody(simple("${exchangeProperty.CamelFailureRouteId}: ${exception.message}"))
            .wireTap(seda("messages-repeated"))
            // The message has failed, which is no reason to tell of it again.
            .idempotentConsumer(body(), told).removeOnFailure(false)
                .log(LoggingLevel.WARN, "routes", "${body}")
            .end();

        from(seda("messages-repeated"))
            .routeId("messages-repeated")
            .routeConfigurationId("last-stop")
            .aggregate(body(), new UseLatestAggregationStrategy())
                .completionInterval("{{runs.repeated-millis:60000}}")
                .process(exchange -> told.remove(exchange.getMessage().getBody(String.class)))
                .filter(simple("${exchangeProperty.CamelAggregatedSize} > 1"))
                    .log(LoggingLevel.WARN, "routes", "${body} (${exchangeProperty.CamelAggregatedSize} times)")
                .end()
            .end();
    }
    // spotless:on
}

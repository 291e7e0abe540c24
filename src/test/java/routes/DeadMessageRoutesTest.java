package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.LogDefinition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Patience;

class DeadMessageRoutesTest extends PlainCamel {

    @Override
    protected Properties properties() {
        Properties properties = super.properties();
        properties.put("runs.repeated-millis", "1500");
        return properties;
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        context.addRoutesConfigurations(new FailureRoutes());
        return new RoutesBuilder[] {
            new DeadMessageRoutes(),
            new RouteBuilder() {
                @Override
                public void configure() {
                    for (String flow : List.of("one-flow", "other-flow")) {
                        from("direct:" + flow)
                                .routeId(flow)
                                .routeConfigurationId("quiet")
                                .process(failing(new IllegalStateException("the database is away")));
                    }
                }
            }
        };
    }

    @BeforeEach
    void listen() throws Exception {
        for (String route : List.of("messages-dead", "messages-repeated")) {
            AdviceWith.adviceWith(context, route, false, steps -> steps.weaveByType(LogDefinition.class)
                    .replace()
                    .to("mock:" + route));
        }
    }

    @Test
    void whatRepeatsIsToldAtOnceAndThenCounted() throws Exception {
        // Given
        MockEndpoint atOnce = getMockEndpoint("mock:messages-dead");
        MockEndpoint counted = getMockEndpoint("mock:messages-repeated");

        // When
        for (int i = 0; i < 5; i++) {
            template.sendBody("direct:one-flow", "tick");
        }
        template.sendBody("direct:other-flow", "tick");
        List<String> first = atOnce.getExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .toList();
        Awaitility.await().atMost(Patience.LIMIT).until(() -> !counted.getExchanges()
                .isEmpty());
        template.sendBody("direct:one-flow", "tick");

        // Then
        assertThat(first).containsExactly("one-flow: the database is away", "other-flow: the database is away");
        assertThat(counted.getExchanges()).hasSize(1);
        assertThat(counted.getExchanges().get(0).getProperty("CamelAggregatedSize"))
                .isEqualTo(5);
        assertThat(atOnce.getExchanges()).hasSize(3);
    }
}

package routes;

import java.sql.SQLException;
import java.util.Properties;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.BeforeEach;
import postgres.Patience;

/**
 * Route classes on a plain context. What starts by itself (timers, schedules, the inbox) is started by the test that is
 * about it, what is tried again is tried at once, and where a route does its work a mock endpoint may stand.
 */
public abstract class PlainCamel extends CamelTestSupport {

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration
                .withAutoStartupExcludePatterns("timer*,quartz*,file*,platform-http*")
                .withUseOverridePropertiesWithPropertiesComponent(properties())
                .withShutdownTimeout(5);
    }

    @BeforeEach
    void forget() {
        MockEndpoint.resetMocks(context);
    }

    /** What an operator would have set. */
    protected Properties properties() {
        Properties properties = new Properties();
        properties.put("runs.retry-millis", "0");
        properties.put("service.doors", "true");
        return properties;
    }

    /** A mock endpoint instead of what the route does. */
    protected MockEndpoint inPlaceOf(String route) throws Exception {
        AdviceWith.adviceWith(context, route, false, steps -> steps.weaveAddFirst()
                .to("mock:" + route)
                .stop());
        MockEndpoint place = getMockEndpoint("mock:" + route);
        place.setResultWaitTime(Patience.LIMIT.toMillis());
        return place;
    }

    /** Breaks as often as told before the route does its work. */
    protected void breaking(String route, int times, Throwable trouble) throws Exception {
        AdviceWith.adviceWith(
                context, route, false, steps -> steps.weaveAddFirst().process(failing(times, trouble, body -> body)));
    }

    /** Starts a route that is not started with the others. */
    protected void start(String route) throws Exception {
        context.getRouteController().startRoute(route);
    }

    /** Routes of other classes, each a mock endpoint. */
    protected static RouteBuilder mocked(String... routes) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                for (String route : routes) {
                    from("direct:" + route)
                            .routeId(route)
                            .errorHandler(noErrorHandler())
                            .to("mock:" + route);
                }
            }
        };
    }

    /** What was sent to a route in the end, and the exchange it was sent in. */
    protected Exchange sent(String route, Object body) {
        return template.request(
                "direct:" + route, exchange -> exchange.getMessage().setBody(body));
    }

    /** A step that breaks each time. */
    protected static Processor failing(Throwable trouble) {
        return failing(Integer.MAX_VALUE, trouble, body -> body);
    }

    /** A step that breaks so many times, and then makes something of the body. */
    protected static Processor failing(int times, Throwable trouble, Function<Object, Object> then) {
        int[] left = {times};
        return exchange -> {
            if (left[0]-- > 0) {
                raise(trouble);
            }
            exchange.getMessage().setBody(then.apply(exchange.getMessage().getBody()));
        };
    }

    /** A step that makes something of the body. */
    protected static Processor answering(Function<Object, Object> answer) {
        return failing(0, null, answer);
    }

    /** What the server says with that SQLSTATE. */
    protected static SQLException sqlState(String state) {
        return new SQLException("broken with " + state, state);
    }

    private static void raise(Throwable trouble) throws Exception {
        if (trouble instanceof Error error) {
            throw error;
        }
        throw (Exception) trouble;
    }
}

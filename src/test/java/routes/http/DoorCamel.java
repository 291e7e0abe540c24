package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import ledger.Json;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.RestConsumerFactory;
import routes.LedgerCamel;

/** Doors on a plain context. There is no HTTP server: a door is entered by its flow, and answers as it would there. */
abstract class DoorCamel extends LedgerCamel {

    private static final String NOWHERE = "nowhere";

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        camel.getRestConfiguration().setInlineRoutes(false);
        camel.getRestConfiguration().setComponent(NOWHERE);
        return camel;
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        super.bindToRegistry(registry);
        RestConsumerFactory nowhere = (camel, processor, verb, base, path, consumes, produces, settings, all) ->
                camel.getEndpoint("direct:" + UUID.randomUUID()).createConsumer(processor);
        registry.bind(NOWHERE, nowhere);
    }

    /** A call with these values in its query; the id is one of the path, and Camel's are none. */
    protected Message call(String door, Map<String, Object> values, String body) {
        String query = values.entrySet().stream()
                .filter(value -> !value.getKey().equals("id") && !value.getKey().startsWith("Camel"))
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining("&"));
        Exchange answer = template.request("direct:" + door, exchange -> {
            exchange.getMessage().setHeaders(new HashMap<>(values));
            exchange.getMessage().setHeader(Exchange.HTTP_RAW_QUERY, query);
            exchange.getMessage().setBody(body);
        });
        assertThat(answer.getException()).isNull();
        return answer.getMessage();
    }

    protected static JsonNode json(Message answer) {
        return Json.read(answer.getBody(String.class));
    }

    protected static Integer status(Message answer) {
        return answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }
}

package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class StepsTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void aVerbTakesTheBodyAsItsType() {
        // Given
        exchange.getMessage().setBody("42");

        // When
        Object next = Steps.verb(Integer.class, number -> number + 1).evaluate(exchange, Object.class);

        // Then
        assertThat(next).isEqualTo(43);
    }

    @Test
    void aBodyThatIsNotOfThatTypeFailsThere() {
        // Given
        exchange.getMessage().setBody("forty-two");

        // Then
        assertThatThrownBy(() -> Steps.verb(Integer.class, number -> number).evaluate(exchange, Object.class))
                .isInstanceOf(InvalidPayloadException.class);
        assertThatThrownBy(() -> Steps.holds(Integer.class, number -> true).matches(exchange))
                .isInstanceOf(InvalidPayloadException.class);
    }

    @Test
    void whatAVerbThrowsIsThrownAsItIs() {
        // Given
        exchange.getMessage().setBody("some");

        // Then
        assertThatThrownBy(() -> Steps.verb(String.class, StepsTest::unreadable).evaluate(exchange, Object.class))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot read some");
    }

    @Test
    void anErrorIsTheStepsFailureLikeAnyOther() {
        // Given
        Error error = new StackOverflowError();

        // Then
        assertThatThrownBy(() -> Steps.verb(() -> fail(error)).evaluate(exchange, Object.class))
                .isInstanceOf(Exception.class)
                .hasCause(error);
    }

    private static String fail(Error error) {
        throw error;
    }

    private static String unreadable(String name) throws IOException {
        throw new IOException("cannot read " + name);
    }
}

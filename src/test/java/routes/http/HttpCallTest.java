package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCallTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=60                   | 60",
                "respond-async             | 0",
                "respond-async, wait=60    | 0",
                "handling=strict; wait=5   | 5",
                "wait=600                  | 240",
                "wait=soon                 | 10",
            })
    void aCallerWaitsAsLongAsHePrefersAndNoLongerThanHisConnectionLasts(String prefer, long seconds) {
        assertThat(new HttpCall(Map.of(), Query.NONE, Map.of("prefer", prefer), null, Caller.NOBODY).patience())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void theAnswerComesBeforeTheConnectionIsClosed() throws IOException {
        // Given
        Properties properties = new Properties();
        try (InputStream file = getClass().getResourceAsStream("/application.properties")) {
            properties.load(file);
        }

        // When
        Duration idle = Duration.parse("PT" + properties.getProperty("quarkus.http.idle-timeout"));

        // Then
        assertThat(HttpCall.MOST_PATIENCE).isLessThanOrEqualTo(idle.minusMinutes(1));
    }
}

package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedTest {

    @ParameterizedTest
    @CsvSource({
        "'',                                                     false",
        "text/csv,                                               true",
        "TEXT/CSV; charset=utf-8,                                true",
        "'text/csv;q=0.5, */*;q=0.8',                            false",
        "'*/*;q=0.5, text/csv',                                  true",
        "'application/json;q=0, */*',                            true",
        "'text/csv;q=0',                                         false",
        "'text/html,application/xhtml+xml,*/*;q=0.8',            false",
        "';;,,q=',                                               false",
    })
    void whatIsMoreWelcomeIsPreferred(String header, boolean csv) {
        // When
        Accepted accepted = Accepted.read(header);

        // Then
        assertThat(accepted.prefers("text/csv", "application/json")).isEqualTo(csv);
    }
}

package security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestOriginTest {

    @ParameterizedTest
    @CsvSource({
        "GET,    /api/v1/runs,                          true",
        "POST,   /api/v1/reports/hires-by-quarter,      true",
        "POST,   /api/v1/reports/hires-by-quarter/,     true",
        "POST,   /metric1,                              true",
        "POST,   /metric2/,                             true",
        "DELETE, /api/v1/reports/hires-by-quarter,      false",
        "POST,   /api/v1/reports/x/y,                   false",
        "POST,   /api/v1/reports,                       false",
        "POST,   /metric3,                              false",
        "POST,   /x/metric1,                            false",
        "POST,   /api/v1/snapshots,                     false",
    })
    void aReportIsReadHoweverItIsAskedFor(String method, String path, boolean onlyReads) {
        // When
        RequestOrigin request = new RequestOrigin(method, path, "localhost", null, null);

        // Then
        assertThat(request.onlyReads()).isEqualTo(onlyReads);
    }
}

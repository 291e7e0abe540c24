package routes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {

    @Test
    void onlyAnAmpersandEndsAParameter() {
        // When
        Query query = Query.read("delimiter=;&null=N%2FA&null=&again&map=a=b:c+d&&");

        // Then
        assertThat(query.said())
                .isEqualTo(Map.of(
                        "delimiter",
                        List.of(";"),
                        "null",
                        List.of("N/A", ""),
                        "again",
                        List.of(""),
                        "map",
                        List.of("a=b:c d")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tabel=a         | there is no parameter \"tabel\"        | did you mean table? one of null, table",
                "t=a             | there is no parameter \"t\"            | one of null, table",
                "Table=a         | there is no parameter \"Table\"        | did you mean table? one of null, table",
                "table=a&table=b | table is said 2 times    | say it once",
                "table=          | table is empty           | give it a value, or leave it out",
                "table           | table is empty           | give it a value, or leave it out",
            })
    void whatIsNotKnownOrSaidTwiceIsRefused(String text, String detail, String hint) {
        // Given
        Query query = Query.read(text);

        // When
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> query.only(Set.of("table", "null"), Set.of("null")));

        // Then
        assertThat(refused.problem().status()).isEqualTo(400);
        assertThat(refused.problem().detail()).isEqualTo(detail);
        assertThat(refused.problem().hint()).isEqualTo(hint);
    }
}

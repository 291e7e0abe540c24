package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpreadsheetCellsTest {

    private final SpreadsheetCells cells = new SpreadsheetCells();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc                 | abc",
                "1.50                | 1,5",
                "007                 | 7",
                "123456789012345678  | 1.23456789012346E+17",
                "123456789012345678  | 123456789012346000",
                "true                | WAHR",
                "Wahr                | WAHR",
                "1,50                | 1,5",
                "' 7 '               | 7",
                "2021-02-03          | 03.02.2021",
                "2021-02-13          | 2/13/2021",
                "2021-02-13 10:30:00 | 13/02/21 10:30",
                "2021-02-13 22:30:00 | 2/13/2021 10:30 PM",
                "2021-02-13 00:00:00 | 13.02.2021",
            })
    void whatASpreadsheetWritesInItsOwnWayIsAsItWasDownloaded(String downloaded, String cell) {
        // Given
        cells.see(cell);

        // When
        boolean same = cells.isAsDownloaded(downloaded, cell);

        // Then
        assertThat(same).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.50       | 1.51",
                "abc        | abd",
                "''         | 0",
                "true       | FALSE",
                "2021-02-03 | 02/03/2021",
                "2021-02-03 | 02.03.2021",
                "2021-02-13 | 14.02.2021",
                "123456     | 123457",
                "1,50       | 1.50",
                "1,50       | 1.5",
                "'SE '      | SE",
                "WAHR       | true",
                "vrai       | TRUE",
                "25.12.2020 | 2020-12-25",
                "12/25/2020 | 2020-12-25",
            })
    void anythingElseIsAChange(String downloaded, String cell) {
        // Given
        cells.see(cell);

        // When
        boolean same = cells.isAsDownloaded(downloaded, cell);

        // Then
        assertThat(same).isFalse();
    }

    @Test
    void theOrderOfDatesIsShownByAnyCellOfTheSheet() {
        // Given
        List.of("3/12/2021", "3/13/2021").forEach(cells::see);

        // When
        String date = cells.asDate("2/3/2021 7:05");

        // Then
        assertThat(date).isEqualTo("2021-02-03 07:05");
    }

    @Test
    void aDateThatMayBeTwoIsAskedAbout() {
        // Given
        cells.see("3/12/2021");

        // When
        ProblemException asked = catchThrowableOfType(ProblemException.class, () -> cells.asDate("3/12/2021"));

        // Then
        assertThat(asked.problem().status()).isEqualTo(422);
        assertThat(asked.problem().hint()).contains("2021-12-31");
    }
}

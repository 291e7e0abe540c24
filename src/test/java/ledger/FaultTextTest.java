package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "org.apache.parquet.io.LocalInputFile@1a2b3c is not a Parquet file | the file is not a Parquet file",
                "cannot read /var/lib/data/snapshots/x/a.csv.zst: cut off | cannot read a.csv.zst: cut off",
                "expected 3/4 of https://example.org/a/b | expected 3/4 of https://example.org/a/b",
                "see GET /api | see GET /api",
            })
    void whereFilesAreAndWhatObjectsAreCalledIsLeftOut(String text, String told) {
        // When, Then
        assertThat(FaultText.of(text)).isEqualTo(told);
    }

    @Test
    void anErrorWithoutWordsIsItsKind() {
        // When, Then
        assertThat(FaultText.of(new NoSuchFileException("/data/snapshots/s/manifest.json")))
                .isEqualTo("manifest.json");
        assertThat(FaultText.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    }
}

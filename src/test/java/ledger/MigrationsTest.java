package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MigrationsTest {

    @Test
    void noTwoMigrationsHaveOneNumber() {
        // When
        var numbers = TestLedger.migrations().stream()
                .map(file -> file.getFileName().toString().split("__")[0])
                .toList();

        // Then
        assertThat(numbers).doesNotHaveDuplicates();
    }
}

package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowsTest {

    @Test
    void jsonNamesTheFiveCounts() {
        // When
        String json = Json.write(new Rows(1999, 1929, 70, 0, 0));

        // Then
        assertThat(json).isEqualTo("{\"in\":1999,\"loaded\":1929,\"rejected\":70,\"unchanged\":0,\"skipped\":0}");
        assertThat(Json.read(json, Rows.class)).isEqualTo(new Rows(1999, 1929, 70, 0, 0));
    }

    @Test
    void aFileUndoneIsSkippedAsAWhole() {
        // When
        Rows rows = Rows.allSkipped(7);

        // Then
        assertThat(rows).isEqualTo(new Rows(7, 0, 0, 0, 7));
    }

    @Test
    void noCountIsNegative() {
        // When
        var making = assertThatThrownBy(() -> new Rows(1, 2, -1, 0, 0));

        // Then
        making.isInstanceOf(IllegalArgumentException.class);
    }
}

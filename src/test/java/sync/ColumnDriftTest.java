package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ledger.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postgres.Column;
import postgres.TableName;
import sync.SyncSettings.Deletes;

class ColumnDriftTest {

    private static final int HEADER = 4;

    @ParameterizedTest(name = "numeric({0},{1}) into numeric({2},{3})")
    @CsvSource({
        "5, 2, 5, 2, fits",
        "4, 1, 5, 2, fits",
        "5, 2, 4, 1, widened",
        "5, 2, 5, 1, refused",
        "3, -2, 5, 0, fits",
        "3, -2, 4, 0, refused",
        "5, 0, 3, -2, widened",
        "3, -2, 4, -3, refused",
        "3, -2, 4, -1, fits"
    })
    void aNumberFitsIntoOneWithAsManyDigitsOnBothSidesOfThePoint(
            int precision, int scale, int otherPrecision, int otherScale, String expected) throws Exception {
        // Given
        SyncedTable from = table(precision, scale);
        SyncedTable to = table(otherPrecision, otherScale);

        // When
        String found = drift(from, to);

        // Then
        assertThat(found).isEqualTo(expected);
    }

    private static String drift(SyncedTable from, SyncedTable to) throws SQLException {
        Flow flow = new Flow(
                "things", "main", "copy", List.of(), Optional.empty(), 1, "created_at", "updated_at", Deletes.IGNORE);
        try {
            return ColumnDrift.statements(null, from, to, Set.of(), flow).isEmpty() ? "fits" : "widened";
        } catch (ProblemException e) {
            return "refused";
        }
    }

    private static SyncedTable table(int precision, int scale) {
        String type = "numeric(" + precision + "," + scale + ")";
        int modifier = (precision << 16 | scale & 0x7ff) + HEADER;
        Column column = new Column("n", type, "numeric", type, modifier, false, false, false, false);
        return new SyncedTable(
                new TableName("public", "things"),
                "r",
                null,
                List.of(column),
                List.of("n"),
                true,
                List.of(),
                List.of(),
                List.of(),
                Set.of(),
                List.of(),
                List.of(),
                "1/1",
                false,
                false);
    }
}

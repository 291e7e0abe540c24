package sync.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class CopyLabTest {

    @Test
    void theLedgerOfALabIsTheOneThatAServiceHas() throws SQLException {
        try (CopyLab lab = new CopyLab()) {
            // When
            long columns = CopyLab.number(
                    lab.ledger,
                    "select count(*) from information_schema.columns where table_schema = 'caravanserai'"
                            + " and table_name = 'dead_letter' and column_name = 'line' and is_nullable = 'YES'");

            // Then
            assertThat(columns).isOne();
        }
    }
}

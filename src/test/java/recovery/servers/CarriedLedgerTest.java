package recovery.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.LedgerDatabase;
import ledger.RunId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarriedLedgerTest {

    private static final LedgerDatabase LIVE = new LedgerDatabase();
    private static final LedgerDatabase THEN = new LedgerDatabase();

    @BeforeAll
    static void areOfTheSameVersion() throws SQLException {
        for (LedgerDatabase ledger : List.of(LIVE, THEN)) {
            ledger.execute("create table caravanserai.schema_history as select '1'::text as version, true as success");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ingest  | {}                        | undone",
                "ingest  | {\"database\":\"main\"}     | undone",
                "ingest  | {\"database\":\"other\"}    | done",
                "redrive | {\"database\":\"other\"}    | done",
                "restore | {\"dryRun\":true}         | done",
                "compare | {\"to\":\"main\"}           | done",
                "compare | {\"database\":\"main\"}     | undone",
                "compare | {\"database\":\"other\"}    | done",
                "sync    | {\"to\":\"other\"}          | done",
                "snapshot | {\"snapshot\":\"t_backup\",\"tables\":[{\"snapshot\":\"t_backup\",\"table\":\"t\"}]} | undone",
                "snapshot | {\"snapshot\":\"20260101T000000Z\",\"tables\":[{\"table\":\"t\"}]} | done",
            })
    void onlyWhatChangedTheRewoundDatabaseIsMarkedUndone(String kind, String detail, String state) throws Exception {
        // Given
        UUID run = RunId.next();
        LIVE.execute("insert into caravanserai.run (id, kind, subject, door, state, ended_at, owner, detail) values ('"
                + run + "', '" + kind + "', 'a subject', 'http', 'done', now(), 'nobody', '" + detail + "')");

        // When
        try (Connection live = LIVE.dataSource().getConnection();
                Connection then = THEN.dataSource().getConnection()) {
            CarriedLedger.carry(live, then, "a recovery");
        }

        // Then
        assertThat(THEN.value("select state from caravanserai.run where id = '" + run + "'"))
                .isEqualTo(state);
    }
}

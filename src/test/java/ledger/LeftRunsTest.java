package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeftRunsTest {

    private final LedgerDatabase database = new LedgerDatabase();
    private final Ledger ledger = new Ledger(database.dataSource(), new ActiveRuns(), new Installation("one", "here"));
    private final Installation elsewhere = new Installation("one", "elsewhere");
    private final RunRequest request = new Verification(RunHeader.next(Door.HTTP));

    @BeforeEach
    void begin() throws SQLException {
        ledger.begin(request);
        ledger.beat();
    }

    private Ledger copy(Heartbeat heart) {
        return new Ledger(database.dataSource(), new ActiveRuns(), elsewhere, heart);
    }

    private void silence() throws SQLException {
        database.execute("update caravanserai.process set seen_at = now() - interval '1 minute'");
    }

    @Test
    void theRunsOfAProcessThatLivesInACopyOfTheFolderAreLeftAloneUntilItIsNotHeardOf() throws Exception {
        // Given
        Ledger copy = copy(new Heartbeat(elsewhere.owner(), Duration.ZERO));

        // When
        var taken = copy.leftRunning();
        silence();
        var takenLater = copy.leftRunning();

        // Then
        assertThat(taken).isEmpty();
        assertThat(takenLater).extracting(Run::id).containsExactly(request.run());
    }

    @Test
    void whoWasNotHeardOfHimselfMakesNothingOfTheSilenceOfOthers() throws Exception {
        // Given
        Ledger copy = copy(new Heartbeat(elsewhere.owner()));
        silence();

        // When
        var taken = copy.leftRunning();

        // Then
        assertThat(taken).isEmpty();
        assertThat(database.value("select owner from caravanserai.run")).isEqualTo(ledger.owner());
    }

    @Test
    void whoLooksForWhatOthersLeftSaysThatHeLives() throws Exception {
        // Given
        Ledger copy = copy(new Heartbeat(elsewhere.owner()));

        // When
        copy.leftRunning();

        // Then
        assertThat(database.value("select count(*) from caravanserai.process where owner = '" + copy.owner()
                        + "' and seen_at > clock_timestamp() - interval '10 seconds'"))
                .isEqualTo("1");
    }
}

package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class BackgroundTest {

    @Test
    void whatItGivesIsWaitedFor() throws SQLException {
        // Given
        Background<String> background =
                Background.start("beside", () -> Thread.currentThread().getName());

        // When
        String name = background.await();

        // Then
        assertThat(name).isEqualTo("beside");
    }

    @Test
    void whatItThrowsIsThrownToWhoWaits() {
        // Given
        SQLException trouble = new SQLException("no");
        Background<String> broken = Background.start("beside", () -> {
            throw trouble;
        });
        Background<String> mistaken = Background.start("beside", () -> {
            throw new IllegalStateException("mistake");
        });

        // When
        var waiting = assertThatThrownBy(broken::await);
        var waitingForAMistake = assertThatThrownBy(mistaken::await);

        // Then
        waiting.isSameAs(trouble);
        waitingForAMistake.isInstanceOf(IllegalStateException.class).hasMessage("mistake");
    }
}

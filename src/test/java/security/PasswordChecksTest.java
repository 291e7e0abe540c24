package security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PasswordChecksTest {

    @Test
    void whatGoesBeyondThoseThatWaitIsSentAway() throws InterruptedException {
        // Given
        PasswordChecks checks = new PasswordChecks(1, 1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        var first = checks.check(() -> {
                    begun.countDown();
                    return awaited(go);
                })
                .subscribeAsCompletionStage();
        begun.await();
        var second = checks.check(() -> "second").subscribeAsCompletionStage();

        // When
        var third = checks.check(() -> "third");

        // Then
        assertThatThrownBy(() -> third.await().indefinitely())
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(503));
        go.countDown();
        assertThat(first.join()).isEqualTo("password-checks");
        assertThat(second.join()).isEqualTo("second");
    }

    private static String awaited(CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Thread.currentThread().getName();
    }
}

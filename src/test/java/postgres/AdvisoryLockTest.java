package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdvisoryLockTest {

    private final AdvisoryLock lock = new AdvisoryLock("some name");

    private Connection one;
    private Connection other;

    @BeforeEach
    void connect() throws SQLException {
        String url = TestServer.createDatabase();
        one = TestServer.dataSource(url).getConnection();
        other = TestServer.dataSource(url).getConnection();
    }

    @AfterEach
    void disconnect() throws SQLException {
        one.close();
        other.close();
    }

    @Test
    void oneHoldsItUntilItIsReleased() throws SQLException {
        // Given
        lock.take(one);

        // When
        boolean meanwhile = lock.tryToTake(other);
        lock.release(one);
        boolean later = lock.tryToTake(other);

        // Then
        assertThat(meanwhile).isFalse();
        assertThat(later).isTrue();
    }

    @Test
    void inATransactionItIsHeldUntilThatEnds() throws SQLException {
        // When
        boolean meanwhile = Transactions.in(one, connection -> {
            lock.takeInTransaction(connection);
            return lock.tryToTakeInTransaction(other);
        });
        boolean later = lock.tryToTakeInTransaction(other);

        // Then
        assertThat(meanwhile).isFalse();
        assertThat(later).isTrue();
    }

    @Test
    void thoseWhoShareItKeepOutWhoWantsItAlone() throws SQLException {
        // Given
        lock.share(one);
        Transactions.run(other, lock::shareInTransaction);

        // When
        boolean meanwhile = lock.tryToTake(other);
        lock.releaseShared(one);
        boolean later = lock.tryToTake(other);

        // Then
        assertThat(meanwhile).isFalse();
        assertThat(later).isTrue();
    }

    @Test
    void anotherNameIsAnotherLock() throws SQLException {
        // Given
        lock.take(one);

        // When
        boolean taken = new AdvisoryLock("another name").tryToTake(other);

        // Then
        assertThat(taken).isTrue();
    }
}

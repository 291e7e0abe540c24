package security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerifiedSecretsTest {

    private static final User ANN = new User("ann", Secrets.hash("one password"), Role.VIEWER);

    private final VerifiedSecrets verified = new VerifiedSecrets();

    @Test
    void onlyWhatWasRememberedIsKnown() {
        // Given
        verified.remember(ANN, "one password");

        // When
        boolean known = verified.knows(ANN, "one password");

        // Then
        assertThat(known).isTrue();
        assertThat(verified.knows(ANN, "one passwore")).isFalse();
        assertThat(verified.knows(ANN, "")).isFalse();
    }

    @Test
    void aPasswordIsNotKnownForAnotherUser() {
        // Given
        verified.remember(ANN, "one password");
        User bob = new User("bob", ANN.secret(), Role.VIEWER);

        // When
        boolean known = verified.knows(bob, "one password");

        // Then
        assertThat(known).isFalse();
    }

    @Test
    void aChangedHashIsNotKnown() {
        // Given
        verified.remember(ANN, "one password");
        User changed = new User("ann", Secrets.hash("one password"), Role.VIEWER);

        // When
        boolean known = verified.knows(changed, "one password");

        // Then
        assertThat(known).isFalse();
    }

    @Test
    void nothingIsKnownAfterAllIsForgotten() {
        // Given
        verified.remember(ANN, "one password");

        // When
        verified.forgetAll();

        // Then
        assertThat(verified.knows(ANN, "one password")).isFalse();
    }
}

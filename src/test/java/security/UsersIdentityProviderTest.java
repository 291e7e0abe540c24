package security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.PasswordCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersIdentityProviderTest {

    @TempDir
    private Path folder;

    private UsersIdentityProvider provider;
    private final AtomicLong nanos = new AtomicLong(-1000);
    private final FailedLogins failed = new FailedLogins(nanos::get);
    private final Workers workers = new Workers();

    @BeforeEach
    void annIsAnOperator() throws IOException {
        Path file = folder.resolve("users.properties");
        Files.writeString(file, "ann=" + Secrets.hash("anns password") + ",operator");
        provider = new UsersIdentityProvider(new Users(file, System::nanoTime), failed, new PasswordChecks(1, 1));
    }

    @Test
    void theIdentityHasTheRoleAndThoseItIncludes() {
        // Given
        var request = request("ann", "anns password");

        // When
        SecurityIdentity who = provider.authenticate(request, workers).await().indefinitely();

        // Then
        assertThat(who.getPrincipal().getName()).isEqualTo("ann");
        assertThat(who.getRoles()).containsExactlyInAnyOrder("viewer", "operator");
        assertThat(who.isAnonymous()).isFalse();
    }

    @Test
    void aWrongPasswordIsAFailedAuthentication() {
        // Given
        var request = request("ann", "a guess");

        // When
        var authentication = provider.authenticate(request, workers);

        // Then
        assertThatThrownBy(() -> authentication.await().indefinitely())
                .isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void whoGuessedTooOftenIsRefusedAlsoWithTheRightPasswordUntilAWhileHasPassed() {
        // Given
        for (int i = 0; i < FailedLogins.FREE_OF_A_USER; i++) {
            failed.failed("nowhere", "ann");
        }

        // When
        var authentication = provider.authenticate(request("ann", "anns password"), workers);

        // Then
        assertThatThrownBy(() -> authentication.await().indefinitely())
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(429);
                    assertThat(refusal.retryAfter()).isEqualTo(30);
                });
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(provider.authenticate(request("ann", "anns password"), workers)
                        .await()
                        .indefinitely()
                        .getPrincipal()
                        .getName())
                .isEqualTo("ann");
        assertThat(failed.refused("nowhere", "ann")).isZero();
    }

    private static UsernamePasswordAuthenticationRequest request(String name, String password) {
        return new UsernamePasswordAuthenticationRequest(name, new PasswordCredential(password.toCharArray()));
    }

    private static final class Workers implements AuthenticationRequestContext {
        @Override
        public Uni<SecurityIdentity> runBlocking(Supplier<SecurityIdentity> work) {
            return Uni.createFrom().item(work);
        }
    }
}

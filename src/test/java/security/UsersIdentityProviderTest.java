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
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersIdentityProviderTest {

    @TempDir
    private Path folder;

    private UsersIdentityProvider provider;
    private final Workers workers = new Workers();

    @BeforeEach
    void annIsAnOperator() throws IOException {
        Path file = folder.resolve("users.properties");
        Files.writeString(file, "ann=" + Secrets.hash("anns password") + ",operator");
        provider = new UsersIdentityProvider(new Users(file, System::nanoTime));
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
    void theSlowHashIsLeftToAWorkerThread() {
        // Given
        var request = request("ann", "anns password");

        // When
        provider.authenticate(request, workers);

        // Then
        assertThat(workers.asked).isEqualTo(1);
    }

    private static UsernamePasswordAuthenticationRequest request(String name, String password) {
        return new UsernamePasswordAuthenticationRequest(name, new PasswordCredential(password.toCharArray()));
    }

    private static final class Workers implements AuthenticationRequestContext {
        private int asked;

        @Override
        public Uni<SecurityIdentity> runBlocking(Supplier<SecurityIdentity> work) {
            asked++;
            return Uni.createFrom().item(work);
        }
    }
}

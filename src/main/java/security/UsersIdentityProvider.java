package security;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Turns the name and password of HTTP Basic into an identity with the roles of the {@link Users users file}. */
@Singleton
public final class UsersIdentityProvider implements IdentityProvider<UsernamePasswordAuthenticationRequest> {

    private final Users users;
    private final FailedLogins failed;
    private final PasswordChecks checks;

    UsersIdentityProvider(Users users, FailedLogins failed, PasswordChecks checks) {
        this.users = users;
        this.failed = failed;
        this.checks = checks;
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    // Refused before anything is looked at, also with the right password: else guessing could go on.
    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
        String name = request.getUsername();
        String password = new String(request.getPassword().getPassword());
        String address = address(HttpSecurityUtils.getRoutingContextAttribute(request));
        Duration refused = failed.refused(address, name);
        if (!refused.isZero()) {
            return Uni.createFrom().failure(Refusal.tooMany(refused));
        }
        Optional<User> known = users.known(name, password);
        if (known.isPresent()) {
            return Uni.createFrom().item(identity(known.get()));
        }
        return checks.check(() -> users.verify(name, password)).flatMap(found -> {
            if (found.isEmpty()) {
                return failsAfter(failed.failed(address, name));
            }
            failed.succeeded(address, name);
            return Uni.createFrom().item(identity(found.get()));
        });
    }

    /** A failure that holds no thread while it waits. */
    static Uni<SecurityIdentity> failsAfter(Duration wait) {
        return Uni.createFrom().voidItem().onItem().delayIt().by(wait).flatMap(waited -> Uni.createFrom()
                .failure(new AuthenticationFailedException()));
    }

    /** From where it is asked; a proxy's, unless {@code quarkus.http.proxy} says that it tells for whom it asks. */
    static String address(RoutingContext context) {
        return context == null || context.request().remoteAddress() == null
                ? "nowhere"
                : context.request().remoteAddress().hostAddress();
    }

    static SecurityIdentity identity(User user) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(user.name()))
                .addRoles(user.role().labels())
                .build();
    }
}

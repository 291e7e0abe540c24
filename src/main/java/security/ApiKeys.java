package security;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Programs come in by a key in a header. It is long and random, so that its hash need not be slow. */
@Singleton
public final class ApiKeys implements HttpAuthenticationMechanism {

    static final String HEADER = "X-API-Key";

    /** Under what name its failures are counted. */
    private static final String ANY_KEY = "key";

    private final Users users;
    private final FailedLogins failed;

    ApiKeys(Users users, FailedLogins failed) {
        this.users = users;
        this.failed = failed;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        String key = context.request().getHeader(HEADER);
        if (key == null) {
            return Uni.createFrom().nullItem();
        }
        String address = UsersIdentityProvider.address(context);
        Duration refused = failed.refused(address, ANY_KEY);
        if (!refused.isZero()) {
            return Uni.createFrom().failure(Refusal.tooMany(refused));
        }
        return users.byKey(key)
                .map(user -> Uni.createFrom().item(UsersIdentityProvider.identity(user)))
                .orElseGet(() -> UsersIdentityProvider.failsAfter(failed.failed(address, ANY_KEY)));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        // Whoever is refused is answered by the policy.
        return Uni.createFrom().nullItem();
    }
}

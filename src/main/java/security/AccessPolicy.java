package security;

import io.quarkus.security.AuthenticationException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Stands before every request: it has no name among the policies, so there is no configuration that could forget it. What
 * it says is decided in {@link AccessMode}; here it is carried out.
 */
@Singleton
public final class AccessPolicy implements HttpSecurityPolicy {

    private static final Logger LOG = Logger.getLogger(AccessPolicy.class);

    private final SecuritySettings settings;
    private final Users users;
    private final boolean loopback;

    AccessPolicy(SecuritySettings settings, Users users, @ConfigProperty(name = "quarkus.http.host") String host) {
        this.settings = settings;
        this.users = users;
        this.loopback = ListenAddress.isLoopback(host);
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
        RequestOrigin visit = RequestOrigin.of(request);
        Decision decision =
                AccessMode.of(loopback, settings.open(), !users.isEmpty()).decide(visit);
        if (decision instanceof Decision.Refuse refuse) {
            return Uni.createFrom().failure(Refusal.forbidden(refuse.detail(), refuse.hint()));
        }
        if (decision instanceof Decision.Needs needs) {
            // Quarkus would answer a wrong password itself, without a body.
            request.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
            return identity.onFailure(IllegalArgumentException.class)
                    // Credentials that are not even Base64.
                    .transform(AuthenticationFailedException::new)
                    .invoke(who -> {
                        demand(needs.role(), who, visit);
                        keepInMind(request, who, visit);
                    })
                    .replaceWith(CheckResult.PERMIT);
        }
        return CheckResult.permit();
    }

    /** Every change is in the log, with who made it and how it ended. */
    private static void keepInMind(RoutingContext request, SecurityIdentity who, RequestOrigin visit) {
        if (!visit.onlyReads()) {
            request.addEndHandler(ended -> LOG.infof(
                    "%s %s by %s from %s: %d",
                    visit.method(),
                    visit.path(),
                    who.getPrincipal().getName(),
                    UsersIdentityProvider.address(request),
                    request.response().getStatusCode()));
        }
    }

    private static void demand(Role role, SecurityIdentity who, RequestOrigin visit) {
        if (who.isAnonymous()) {
            throw Refusal.unauthorized("nobody comes in without a name");
        }
        if (!who.hasRole(role.label())) {
            throw Refusal.forbidden(
                    visit.method() + " needs the role " + role.label() + ", which "
                            + who.getPrincipal().getName() + " does not have",
                    "ask for that role in the users file");
        }
    }

    /** Answers those who were refused with a problem (RFC 9457); other failures go on to whom they belong. */
    void answerRefusals(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(failed -> {
            if (failed.failure() instanceof Refusal refusal) {
                answer(failed.response(), refusal);
            } else if (failed.failure() instanceof AuthenticationException) {
                answer(
                        failed.response(),
                        Refusal.unauthorized("the name, the password or the key is wrong, or no longer good"));
            } else {
                failed.next();
            }
        });
    }

    static void answer(HttpServerResponse response, Refusal refusal) {
        if (refusal.status() == 401) {
            response.putHeader("WWW-Authenticate", "Basic realm=\"caravanserai\"");
        }
        if (refusal.retryAfter() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(refusal.retryAfter()));
        }
        response.setStatusCode(refusal.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(refusal.problem().toBuffer());
    }
}

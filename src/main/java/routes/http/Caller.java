package routes.http;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;
import security.Role;

/**
 * Who calls.
 *
 * @param name of the user, or null where there are no users
 * @param role what may be asked for; of nobody, who is let in where there are no users, all
 */
record Caller(String name, Role role) {

    /** Where there are no users. */
    static final Caller NOBODY = new Caller(null, Role.ADMIN);

    private static final String KEPT = "caller";

    /** Who came in by name and password; nobody else can write this header. Kept for the verbs that a page asks. */
    static Caller of(Exchange exchange) {
        Caller kept = exchange.getProperty(KEPT, Caller.class);
        if (kept != null) {
            return kept;
        }
        Object user = exchange.getMessage().getHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER);
        Caller caller = user instanceof QuarkusHttpUser known ? of(known.getSecurityIdentity()) : NOBODY;
        exchange.setProperty(KEPT, caller);
        return caller;
    }

    private static Caller of(SecurityIdentity identity) {
        return identity.isAnonymous()
                ? NOBODY
                : new Caller(identity.getPrincipal().getName(), highest(identity));
    }

    private static Role highest(SecurityIdentity identity) {
        return Stream.of(Role.ADMIN, Role.OPERATOR)
                .filter(role -> identity.hasRole(role.label()))
                .findFirst()
                .orElse(Role.VIEWER);
    }

    /**
     * Holds the caller to his role.
     *
     * @param deed what is asked for
     * @throws ProblemException 403
     */
    void requireAdmin(String deed) {
        if (role != Role.ADMIN) {
            throw new ProblemException(Problem.forbidden(
                    deed + " needs the role " + Role.ADMIN.label() + ", which " + name + " does not have",
                    "ask for that role in the users file, or somebody who has it"));
        }
    }
}

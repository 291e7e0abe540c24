package security;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What the door looks at in a request.
 *
 * @param method upper case
 * @param path normalized, as the router will match it
 * @param host the {@code Host} with its port; null when it was not sent
 * @param origin the web page that asks, as its browser tells; null when it was not sent
 * @param fetchSite how that page is related to this service, as newer browsers tell; null when it was not sent
 */
public record RequestOrigin(String method, String path, String host, String origin, String fetchSite) {

    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?", Pattern.CASE_INSENSITIVE);

    public RequestOrigin {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
    }

    static RequestOrigin of(RoutingContext context) {
        HttpServerRequest request = context.request();
        // The authority is null for a Host that is no host, which must not count as none sent.
        String host = request.authority() == null
                ? request.getHeader(HttpHeaders.HOST)
                : request.authority().toString();
        return new RequestOrigin(
                request.method().name(),
                context.normalizedPath(),
                host,
                request.getHeader(HttpHeaders.ORIGIN),
                request.getHeader("Sec-Fetch-Site"));
    }

    /** Whether it can but leave things as they are: what a viewer may ask for, such as a report by POST. */
    boolean onlyReads() {
        return AccessTable.least(method, path) == Role.VIEWER;
    }

    /** Whether it asks for the health of the service, which has no secrets and is asked for by machines without names. */
    boolean asksForHealth() {
        return onlyReads() && (path.equals("/q/health") || path.startsWith("/q/health/"));
    }

    /**
     * Whether it was addressed to this machine by a name that only means this machine. A hostile page whose domain was
     * pointed here (DNS rebinding) still says its own domain. Without a {@code Host} it is no browser that asks.
     */
    boolean addressesThisMachine() {
        return host == null || LOOPBACK.matcher(host).matches();
    }

    /**
     * Whether a browser sends it for a page of another site. The browser's own word comes first: it holds behind a proxy
     * too, which may change the host; older browsers tell the page's origin only. Without either it is no browser.
     */
    boolean comesFromAnotherSite() {
        if (fetchSite != null) {
            return !fetchSite.equals("same-origin") && !fetchSite.equals("none");
        }
        return origin != null && !isOwnOrigin();
    }

    private boolean isOwnOrigin() {
        int separator = origin.indexOf("://");
        if (separator < 0 || host == null) {
            return false;
        }
        String defaultPort = origin.startsWith("https:") ? ":443" : ":80";
        return comparable(origin.substring(separator + 3), defaultPort).equals(comparable(host, defaultPort));
    }

    private static String comparable(String authority, String defaultPort) {
        String lower = authority.toLowerCase(Locale.ROOT);
        return lower.endsWith(defaultPort) ? lower.substring(0, lower.length() - defaultPort.length()) : lower;
    }
}

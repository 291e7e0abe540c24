package routes;

import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Why a message did not arrive, in words that may be shown: without its address, which may be a secret. */
public final class Undelivered {

    private Undelivered() {}

    public static String why(Exchange exchange) {
        Throwable trouble = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Throwable root = trouble;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return trouble instanceof HttpOperationFailedException answered
                ? "the answer was " + answered.getStatusCode()
                : root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}

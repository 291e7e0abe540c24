package routes;

import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.support.ExpressionAdapter;

/**
 * How a bean's verb stands in a route: one line, with the type of the body that it takes. A body that is not of that type,
 * and cannot be made one, fails there. What the verb throws, checked or not, be it an error, is the step's failure.
 */
public final class Steps {

    private Steps() {}

    /** A verb as a capability writes it. */
    @FunctionalInterface
    public interface Verb<I, O> {
        O apply(I input) throws Exception;
    }

    /** A verb that needs nothing. */
    @FunctionalInterface
    public interface Source<O> {
        O get() throws Exception;
    }

    /** What the verb makes of the body. */
    public static <I> Expression verb(Class<I> type, Verb<I, ?> verb) {
        return exchange(message -> verb.apply(message.getMessage().getMandatoryBody(type)));
    }

    /** What the verb gives, whatever the body is. */
    public static Expression verb(Source<?> source) {
        return exchange(message -> source.get());
    }

    /** What the verb makes of the whole exchange: for the few that need more than the body. */
    public static Expression exchange(Verb<Exchange, ?> verb) {
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange message) {
                return unchecked(verb, message);
            }
        };
    }

    /** Whether the condition holds for the body. */
    public static <I> Predicate holds(Class<I> type, Verb<I, Boolean> condition) {
        return message -> unchecked(body -> condition.apply(body.getMessage().getMandatoryBody(type)), message);
    }

    /** Closes what the exchange keeps under that name. */
    public static Processor closing(String property) {
        return message -> message.getProperty(property, AutoCloseable.class).close();
    }

    private static <I, O> O unchecked(Verb<I, O> verb, I input) {
        try {
            return verb.apply(input);
        } catch (Exception e) {
            throw as(e);
        } catch (Error e) {
            // Camel lets errors pass by every way that is meant for failures: the run would never end.
            throw new IllegalStateException("a step broke: " + e, e);
        }
    }

    /** Camel takes what is thrown as it is. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException as(Exception e) throws E {
        throw (E) e;
    }
}

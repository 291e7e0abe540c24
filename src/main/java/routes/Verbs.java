package routes;

import java.util.function.Function;

/** Lets a verb that throws checked exceptions stand as a method reference in a route; Camel handles what is thrown. */
public final class Verbs {

    private Verbs() {}

    /** A verb as a capability writes it. */
    @FunctionalInterface
    public interface Verb<I, O> {
        O apply(I input) throws Exception;
    }

    /** The verb as a route takes it. */
    public static <I> Function<I, Object> verb(Verb<I, ?> verb) {
        return input -> {
            try {
                return verb.apply(input);
            } catch (Exception e) {
                throw unchecked(e);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException unchecked(Exception e) throws E {
        throw (E) e;
    }
}

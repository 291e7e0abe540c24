package ledger;

import java.util.Locale;

/** What is said where the heap did not suffice: a row, a value or an answer was too large for it, or too much went on. */
public final class Memory {

    private Memory() {}

    /** Whether it is that that went wrong. */
    public static boolean ranOut(Throwable trouble) {
        for (Throwable t = trouble; t != null; t = t.getCause() == t ? null : t.getCause()) {
            if (t instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    /** The answer. */
    public static Problem problem() {
        return Problem.tooLarge(
                String.format(
                        Locale.ROOT,
                        "it does not fit into the memory of the service, a heap of %,d MB: a value is too large for it, or too much is done at a time",
                        Runtime.getRuntime().maxMemory() >> 20),
                "give it a larger heap (-Xmx), or do less at a time (runs.at-once.*)");
    }
}

package ingest;

import java.util.function.LongSupplier;
import ledger.Problem;
import ledger.ProblemException;

/** How large a compressed file may become, whatever it is packed by: a bomb is stopped while it is read. */
final class Growth {

    /** Below it any ratio is harmless. */
    private static final long ALWAYS_ALLOWED = 64L << 20;

    private final LongSupplier packed;
    private final int mostRatio;
    private long unpacked;

    /** @param packed compressed bytes so far */
    Growth(LongSupplier packed, int mostRatio) {
        this.packed = packed;
        this.mostRatio = mostRatio;
    }

    /**
     * Counts what came out.
     *
     * @throws ProblemException if that is too much for what went in
     */
    void add(long bytes) {
        unpacked += Math.max(bytes, 0);
        if (unpacked > ALWAYS_ALLOWED && unpacked / mostRatio > packed.getAsLong()) {
            throw new ProblemException(Problem.tooLarge(
                    "the compressed file grows to more than " + mostRatio + " times its size",
                    "unpack it and look; raise ingest.gzip.max-ratio if it is what it should be"));
        }
    }
}

package ingest;

import java.time.Duration;

/** Tells that something has arrived in the inbox. */
@FunctionalInterface
interface Arrivals extends AutoCloseable {

    /** Whether something arrived since it was last asked, or does so within this time. */
    boolean within(Duration atMost) throws InterruptedException;

    @Override
    default void close() {}
}

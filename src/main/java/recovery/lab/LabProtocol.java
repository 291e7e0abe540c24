package recovery.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;

/** Writes down what is done and seen, and waits between the steps where somebody wants to go along. Safe for several threads. */
final class LabProtocol {

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final long GLANCE_MILLIS = 200;
    private static final double NANOS = 1e9;

    private final ActiveRun run;
    private final boolean stepping;
    private final int expected;
    private final Semaphore next = new Semaphore(0);
    private final List<Writing> steps = new ArrayList<>();
    private boolean waiting;
    private String yours;
    private boolean closed;

    /** A step that is being done. */
    private static final class Writing {
        private final String title;
        private final long begun = System.nanoTime();
        private final List<String> did = new ArrayList<>();
        private final List<String> saw = new ArrayList<>();
        private long ended;

        private Writing(String title) {
            this.title = title;
        }
    }

    /**
     * @param stepping whether it waits
     * @param expected about how many steps there will be
     */
    LabProtocol(ActiveRun run, boolean stepping, int expected) {
        this.run = run;
        this.stepping = stepping;
        this.expected = expected;
    }

    /** Begins the next step, when somebody says so. */
    void step(String title) throws InterruptedException {
        end();
        await(null);
        synchronized (this) {
            steps.add(new Writing(title));
        }
        run.progress(steps.size() - 1, Math.max(expected, steps.size()), "steps");
    }

    /** What somebody who goes along may do himself now; returns at once where nobody does. */
    void yours(String what) throws InterruptedException {
        await(what);
    }

    private void await(String what) throws InterruptedException {
        check();
        if (!stepping || what == null && steps.isEmpty()) {
            return;
        }
        synchronized (this) {
            waiting = true;
            yours = what;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!next.tryAcquire(GLANCE_MILLIS, TimeUnit.MILLISECONDS)) {
                check();
                if (System.nanoTime() > deadline) {
                    throw new ProblemException(
                            Problem.conflict("nobody went on with the exercise for an hour", "start it again"));
                }
            }
        } finally {
            synchronized (this) {
                waiting = false;
                yours = null;
            }
        }
    }

    private void check() {
        if (run.cancelWanted()) {
            throw new ProblemException(Problem.cancelled());
        }
        synchronized (this) {
            if (closed) {
                throw new ProblemException(Problem.cancelled());
            }
        }
    }

    /** Goes on, if it waits; whether it did. */
    synchronized boolean goOn() {
        if (waiting) {
            waiting = false;
            next.release();
            return true;
        }
        return false;
    }

    /** Nobody goes on any more. */
    synchronized void close() {
        closed = true;
    }

    synchronized void did(String what) {
        steps.get(steps.size() - 1).did.add(what);
    }

    synchronized void saw(String what) {
        steps.get(steps.size() - 1).saw.add(what);
    }

    /** The step at hand is over. */
    synchronized void end() {
        if (!steps.isEmpty() && steps.get(steps.size() - 1).ended == 0) {
            steps.get(steps.size() - 1).ended = System.nanoTime();
        }
    }

    synchronized boolean isWaiting() {
        return waiting;
    }

    synchronized String yours() {
        return yours;
    }

    synchronized List<LabState.Step> steps() {
        List<LabState.Step> all = new ArrayList<>();
        for (Writing step : steps) {
            long end = step.ended == 0 ? System.nanoTime() : step.ended;
            double seconds = Math.round((end - step.begun) / NANOS * 100) / 100.0;
            all.add(new LabState.Step(all.size() + 1, step.title, step.did, step.saw, seconds));
        }
        return all;
    }
}

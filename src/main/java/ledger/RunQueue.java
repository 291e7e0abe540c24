package ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Runs that wait for their turn, in the order in which they were asked for: so many are worked on at a time, and one more
 * where all of those are about the same thing, so that a locked table does not keep the others waiting. Safe for several
 * threads; whatever a piece of work throws, the next has its turn.
 */
public final class RunQueue {

    private static final Logger LOG = Logger.getLogger(RunQueue.class);

    private final int atOnce;
    private final Executor workers;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final Map<String, Integer> atWork = new HashMap<>();
    private int busy;

    private record Entry(String subject, BooleanSupplier mayBegin, Runnable work) {}

    /**
     * An empty one.
     *
     * @param atOnce how many are worked on at a time
     * @param workers gives each piece of work a thread without making it wait
     */
    public RunQueue(int atOnce, Executor workers) {
        if (atOnce < 1) {
            throw new IllegalArgumentException("a queue of which nothing is worked on");
        }
        this.atOnce = atOnce;
        this.workers = workers;
    }

    /**
     * Puts a piece of work at the end.
     *
     * @param subject what it is about
     */
    public void add(String subject, Runnable work) {
        add(subject, () -> true, work);
    }

    /**
     * The same for one that also waits for something else, and lets others pass meanwhile.
     *
     * @param mayBegin whether that has come; asked whenever a piece of work has ended, and at each {@link #look}
     */
    public void add(String subject, BooleanSupplier mayBegin, Runnable work) {
        start(added(new Entry(subject, mayBegin, work)));
    }

    /** What somebody waits for may have come. */
    public void look() {
        start(taken());
    }

    /** How many have not begun. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** Whether everything that may be worked on is worked on. */
    public synchronized boolean isMoving() {
        return busy >= atOnce || waiting.stream().noneMatch(entry -> entry.mayBegin.getAsBoolean());
    }

    private synchronized List<Entry> added(Entry entry) {
        waiting.add(entry);
        return taken();
    }

    private synchronized List<Entry> done(Entry entry) {
        busy--;
        atWork.computeIfPresent(entry.subject, (subject, count) -> count == 1 ? null : count - 1);
        return taken();
    }

    private void start(List<Entry> entries) {
        Deque<Entry> turn = new ArrayDeque<>(entries);
        while (!turn.isEmpty()) {
            Entry entry = turn.remove();
            try {
                workers.execute(() -> work(entry));
            } catch (RuntimeException | Error noThread) {
                LOG.warnf(
                        "no thread is to be had, and a run about %s keeps its caller waiting: %s",
                        entry.subject, noThread);
                turn.addAll(workedHere(entry));
            }
        }
    }

    /** Rather than never. What it throws ends no more than it would in a thread of its own. */
    private List<Entry> workedHere(Entry entry) {
        try {
            entry.work.run();
        } catch (Throwable broken) {
            Thread here = Thread.currentThread();
            here.getUncaughtExceptionHandler().uncaughtException(here, broken);
        }
        return done(entry);
    }

    private void work(Entry entry) {
        try {
            entry.work.run();
        } finally {
            start(done(entry));
        }
    }

    /** Those whose turn it is. */
    private synchronized List<Entry> taken() {
        List<Entry> taken = new ArrayList<>();
        Iterator<Entry> entries = waiting.iterator();
        while (entries.hasNext() && busy <= atOnce) {
            Entry entry = entries.next();
            boolean oneMore = busy == atOnce && atWork.size() == 1 && !atWork.containsKey(entry.subject);
            if ((busy < atOnce || oneMore) && entry.mayBegin.getAsBoolean()) {
                entries.remove();
                busy++;
                atWork.merge(entry.subject, 1, Integer::sum);
                taken.add(entry);
            }
        }
        return taken;
    }
}

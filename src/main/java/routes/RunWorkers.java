package routes;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunKind;
import ledger.RunLog;
import ledger.RunQueue;
import ledger.RunRequest;
import ledger.RunSettings;
import ledger.RunState;
import ledger.UnwrittenEnds;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jboss.logging.Logger;

/** Has runs done by their routes, each kind in a queue of its own. Whatever breaks a run ends that run, and no worker. */
@ApplicationScoped
public class RunWorkers {

    private static final Logger LOG = Logger.getLogger(RunWorkers.class);

    private final ProducerTemplate template;
    private final RunSettings settings;
    private final RunWaiters ends;
    private final UnwrittenEnds unwritten;
    private final AtomicLong started = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool(this::thread);
    private volatile boolean stopping;
    private final ConcurrentMap<String, RunQueue> queues = new ConcurrentHashMap<>();

    RunWorkers(ProducerTemplate template, RunSettings settings, RunWaiters ends, UnwrittenEnds unwritten) {
        this.template = template;
        this.settings = settings;
        this.ends = ends;
        this.unwritten = unwritten;
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "run-worker-" + started.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * To be asked before anything is promised: what has been is kept, however many wait.
     *
     * @throws ProblemException if so many runs of that kind wait that so many more should come again later
     */
    void requireRoom(RunKind kind, int runs) {
        RunQueue queue = queues.get(kind.name());
        if (queue != null && queue.waiting() + runs > settings.mostWaiting()) {
            throw new ProblemException(Problem.unavailable(
                    queue.waiting() + " runs of kind " + kind.name() + " wait already", "try again in a while"));
        }
    }

    /** Has a run done by the route of that name when its turn has come. */
    void submit(RunRequest request, String route) {
        submit(request, route, () -> true, () -> {});
    }

    /**
     * The same for a run that also waits for something else, without a worker.
     *
     * @param mayBegin whether that has come; asked at each {@link #look} too
     * @param after what is done when it has ended, however it did
     */
    void submit(RunRequest request, String route, BooleanSupplier mayBegin, Runnable after) {
        RunQueue queue = queues.computeIfAbsent(request.kind().name(), this::queue);
        queue.add(request.subject(), mayBegin, () -> {
            try {
                work(request, route);
            } finally {
                after.run();
            }
        });
    }

    /** What runs wait for may have come. */
    void look() {
        queues.values().forEach(RunQueue::look);
    }

    private RunQueue queue(String kind) {
        return new RunQueue(settings.atOnce().getOrDefault(kind, RunSettings.OF_ANY_OTHER_KIND), threads);
    }

    /** Whether every run that may be worked on has a worker. */
    public boolean areAtWork() {
        return !threads.isShutdown() && queues.values().stream().allMatch(RunQueue::isMoving);
    }

    /** The service stops: what waits is left to the next start. */
    void beginNoMore() {
        stopping = true;
    }

    private void work(RunRequest request, String route) {
        if (stopping) {
            return;
        }
        RunLog.begin(request.run());
        try {
            ends.tell(template.requestBody("direct:" + route, request, Run.class));
        } catch (Throwable broken) {
            // An error too: whatever it was, nobody works for the run any more.
            breakOff(request, broken);
        } finally {
            RunLog.end();
        }
    }

    private void breakOff(RunRequest request, Throwable broken) {
        try {
            Exchange ended = template.request("direct:runs-failed", exchange -> {
                exchange.getMessage().setBody(request);
                RunAttempts.enter(exchange);
                exchange.setProperty(Exchange.EXCEPTION_CAUGHT, broken);
            });
            ends.tell(ended.getMessage().getMandatoryBody(Run.class));
        } catch (Throwable again) {
            LOG.errorf(again, "run %s broke off, and that could not be written yet", request.run());
            if (!stopping) {
                unwritten.keep(new RunEnd(request.run(), RunState.FAILED, Rows.NONE, null, Problems.of(broken)));
            }
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }
}

package routes.http;

import ingest.Spool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunId;
import org.jboss.logging.Logger;

/**
 * One request whose bodies go to disk while they arrive. What arrives is counted, whatever was announced; whatever breaks it
 * off leaves no file and no handle. All of it happens on the event loop of its connection.
 */
final class Reception {

    private static final Logger LOG = Logger.getLogger(Reception.class);

    /** What the fields of a form may hold together, for they are held in memory. */
    private static final int MOST_IN_FIELDS = 1 << 20;

    /** What is found in what arrives, in that order. */
    sealed interface Event {
        /** A body begins; the head is null where it is all of the request. */
        record Begin(PartHead head) implements Event {}

        /** Some more of it. */
        record More(byte[] bytes) implements Event {}

        /** It is whole. */
        record End() implements Event {}
    }

    /** Finds bodies in what arrives. */
    interface Cutter {
        /** @throws ProblemException if it is not what it should be */
        List<Event> cut(byte[] arrived);

        /** Nothing more arrives. */
        List<Event> end();
    }

    /** All of the request is one body. */
    static final class Whole implements Cutter {
        private boolean begun;

        @Override
        public List<Event> cut(byte[] arrived) {
            List<Event> events = new ArrayList<>(begun ? List.of() : List.of(new Event.Begin(null)));
            begun = true;
            events.add(new Event.More(arrived));
            return events;
        }

        @Override
        public List<Event> end() {
            return begun ? List.of(new Event.End()) : List.of(new Event.Begin(null), new Event.End());
        }
    }

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final Vertx vertx;
    private final Spool spool;
    private final long most;
    private final Cutter cutter;
    private final Consumer<BodySpool.Arrived> pass;

    private final Deque<Event> events = new ArrayDeque<>();
    private final List<BodySpool.Body> bodies = new ArrayList<>();
    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private long bytes;
    private int inFields;
    /** Where what arrives is written to. */
    private AsyncFile file;

    private String field;
    private ByteArrayOutputStream text;
    /** Until something is done on disk nothing is taken. */
    private boolean waits;

    private boolean ended;
    /** Passed on, or given up. */
    private boolean over;

    /** @param pass takes what has arrived, when all of it is on disk */
    Reception(
            RoutingContext context,
            Vertx vertx,
            Spool spool,
            long most,
            Cutter cutter,
            Consumer<BodySpool.Arrived> pass) {
        this.context = context;
        this.request = context.request();
        this.vertx = vertx;
        this.spool = spool;
        this.most = most;
        this.cutter = cutter;
        this.pass = pass;
    }

    void begin() {
        context.addEndHandler(gone -> giveUp());
        request.exceptionHandler(gone -> giveUp());
        request.handler(buffer -> arrived(buffer.getBytes()));
        request.endHandler(end -> {
            ended = true;
            take(cutter::end);
        });
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect")) && request.version() != HttpVersion.HTTP_1_0) {
            context.response().writeContinue();
        }
        request.resume();
    }

    private void arrived(byte[] more) {
        bytes += more.length;
        if (bytes > most) {
            refuse(BodySpool.tooLarge(most));
        } else {
            take(() -> cutter.cut(more));
        }
    }

    private void take(Supplier<List<Event>> found) {
        if (over) {
            return;
        }
        try {
            events.addAll(found.get());
        } catch (ProblemException e) {
            refuse(e.problem());
            return;
        }
        work();
    }

    private void work() {
        while (!over && !waits && !events.isEmpty()) {
            Event event = events.poll();
            if (event instanceof Event.Begin begin) {
                begin(begin.head());
            } else if (event instanceof Event.More more) {
                more(more.bytes());
            } else {
                end();
            }
        }
        if (over || waits) {
            return;
        }
        if (ended) {
            over = true;
            pass.accept(new BodySpool.Arrived(bodies, fields));
        } else if (file == null || !file.writeQueueFull()) {
            request.resume();
        } else {
            pause();
            file.drainHandler(drained -> work());
        }
    }

    private void begin(PartHead head) {
        if (head != null && head.fileName() == null) {
            field = head.field();
            text = new ByteArrayOutputStream();
            return;
        }
        UUID run = RunId.next();
        BodySpool.Body body = head == null
                ? new BodySpool.Body(run, null, null, spool.body(run))
                : new BodySpool.Body(run, head.fileName(), head.contentType(), spool.body(run));
        waits = true;
        pause();
        vertx.fileSystem()
                .open(
                        body.path().toString(),
                        new OpenOptions().setCreateNew(true).setRead(false))
                .onFailure(this::full)
                .onSuccess(opened -> {
                    file = opened;
                    bodies.add(body);
                    if (over) {
                        clear();
                    }
                    goOn();
                });
    }

    private void more(byte[] some) {
        if (file != null) {
            file.write(Buffer.buffer(some)).onFailure(this::full);
            return;
        }
        inFields += some.length;
        if (inFields > MOST_IN_FIELDS) {
            refuse(Problem.tooLarge("the fields of the form are larger than 1 MiB", "send rows as a file"));
        } else {
            text.writeBytes(some);
        }
    }

    private void end() {
        if (file == null) {
            fields.computeIfAbsent(field, first -> new ArrayList<>()).add(text.toString(StandardCharsets.UTF_8));
            return;
        }
        waits = true;
        pause();
        AsyncFile whole = file;
        file = null;
        whole.flush().eventually(() -> whole.close()).onFailure(this::full).onSuccess(done -> goOn());
    }

    /** Who has all of it is not asked to wait. */
    private void pause() {
        if (!request.isEnded()) {
            request.pause();
        }
    }

    private void goOn() {
        waits = false;
        work();
    }

    private void full(Throwable trouble) {
        if (!over) {
            LOG.error("cannot write a request's body to disk", trouble);
            refuse(Problem.noRoom("the body cannot be written to disk", "make room below data.dir"));
        }
    }

    /** Who is answered finds the room that it took again. */
    private void refuse(Problem problem) {
        giveUp().onComplete(gone -> BodySpool.refuse(context, problem));
    }

    /** Nobody wants it any more; what still arrives goes nowhere. */
    private Future<?> giveUp() {
        if (over) {
            return Future.succeededFuture();
        }
        over = true;
        request.handler(null).endHandler(null);
        if (!request.isEnded()) {
            request.resume();
        }
        return clear();
    }

    private Future<?> clear() {
        AsyncFile open = file;
        file = null;
        return open == null ? delete() : open.close().transform(closed -> delete());
    }

    private Future<Void> delete() {
        return Future.join(bodies.stream()
                        .map(body -> vertx.fileSystem().delete(body.path().toString()))
                        .toList())
                .mapEmpty();
    }
}

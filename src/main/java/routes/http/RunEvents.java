package routes.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import ledger.Json;
import ledger.Ledger;
import ledger.Run;
import ledger.RunState;

/**
 * A run as server-sent events: once at the beginning, whenever its progress moves, and when it has ended, which ends the
 * stream too.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
final class RunEvents extends InputStream {

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** A line now and then tells proxies, and us, that somebody still listens. */
    private static final Duration SAY_SOMETHING = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final UUID id;
    private byte[] event = {};
    private int given;
    private Run last;
    private Instant lastSaid = Instant.now();
    private boolean ended;

    RunEvents(Ledger ledger, UUID id) {
        this.ledger = ledger;
        this.id = id;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (given == event.length && !next()) {
            return -1;
        }
        int count = Math.min(length, event.length - given);
        System.arraycopy(event, given, into, offset, count);
        given += count;
        return count;
    }

    private boolean next() throws IOException {
        while (!ended) {
            Run run = look();
            ended = run.state() != RunState.RUNNING;
            boolean moved = last == null || ended || !run.progress().equals(last.progress());
            last = run;
            if (moved) {
                say("event: run\nid: " + run.id() + "\ndata: " + Json.write(run) + "\n\n");
                return true;
            }
            if (Duration.between(lastSaid, Instant.now()).compareTo(SAY_SOMETHING) > 0) {
                say(": still running\n\n");
                return true;
            }
            pause();
        }
        return false;
    }

    private void say(String text) {
        event = text.getBytes(StandardCharsets.UTF_8);
        given = 0;
        lastSaid = Instant.now();
    }

    private Run look() throws IOException {
        try {
            return ledger.find(id).orElseThrow();
        } catch (SQLException e) {
            throw new IOException("the ledger does not answer", e);
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }
}

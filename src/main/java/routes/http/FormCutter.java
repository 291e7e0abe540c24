package routes.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ledger.Problem;
import ledger.ProblemException;

/**
 * Cuts a form into its parts while its bytes arrive, and holds no more of it than a boundary is long. There may be any
 * number of parts of any size.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7578">RFC 7578, multipart/form-data</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2046#section-5.1">RFC 2046, multipart</a>
 */
final class FormCutter implements Reception.Cutter {

    private static final int LONGEST_BOUNDARY = 256;
    private static final int LONGEST_HEAD = 1 << 14;

    /** Instead of the place behind a boundary. */
    private static final int LAST = -1;

    private static final int NO_BOUNDARY = -2;
    private static final int NOT_ALL_THERE = -3;

    private enum State {
        /** What stands before the first boundary is nobody's. */
        BEFORE,
        HEAD,
        PART,
        /** The last boundary was seen; what follows is nobody's. */
        AFTER
    }

    private final byte[] delimiter;
    private State state = State.BEFORE;
    /** What has arrived and is not told yet; at the beginning a line break, as one stands before every other boundary. */
    private byte[] held = {'\n'};

    /** @throws ProblemException 400, if no form can be cut by it */
    FormCutter(String boundary) {
        if (boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
            throw malformed("the form's Content-Type has no boundary, or none that can be one");
        }
        delimiter = ("\n--" + boundary).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the last boundary was seen. */
    boolean isWhole() {
        return state == State.AFTER;
    }

    @Override
    public List<Reception.Event> cut(byte[] arrived) {
        List<Reception.Event> events = new ArrayList<>();
        if (state != State.AFTER) {
            held = joined(held, arrived);
            while (step(events)) {
                // Until more has to arrive.
            }
        }
        return events;
    }

    @Override
    public List<Reception.Event> end() {
        if (!isWhole()) {
            throw malformed("the form ends without its last boundary");
        }
        return List.of();
    }

    /** Whether it came further, and may again. */
    private boolean step(List<Reception.Event> events) {
        return switch (state) {
            case BEFORE, PART -> toBoundary(events);
            case HEAD -> throughHead(events);
            case AFTER -> false;
        };
    }

    private boolean toBoundary(List<Reception.Event> events) {
        for (int at = find(0); ; at = find(at + 1)) {
            if (at < 0) {
                // What may be the beginning of a boundary is held, and the line break before it.
                give(lineEnd(Math.max(0, held.length - delimiter.length)), events);
                return false;
            }
            int next = behind(at + delimiter.length);
            if (next == NOT_ALL_THERE) {
                give(lineEnd(at), events);
                return false;
            }
            if (next != NO_BOUNDARY) {
                found(at, next, events);
                return state != State.AFTER;
            }
        }
    }

    private void found(int at, int next, List<Reception.Event> events) {
        byte[] after = next == LAST ? new byte[0] : Arrays.copyOfRange(held, next, held.length);
        give(lineEnd(at), events);
        if (state == State.PART) {
            events.add(new Reception.Event.End());
        }
        held = after;
        state = next == LAST ? State.AFTER : State.HEAD;
    }

    /** Where the line of a boundary breaks, or why it does not. */
    private int behind(int boundary) {
        int at = boundary;
        while (at < held.length && at - boundary < LONGEST_BOUNDARY && (held[at] == ' ' || held[at] == '\t')) {
            at++;
        }
        boolean oneMore = at + 1 < held.length;
        if (at == held.length || !oneMore && (held[at] == '-' || held[at] == '\r')) {
            return NOT_ALL_THERE;
        }
        if (at == boundary && held[at] == '-' && held[at + 1] == '-') {
            return LAST;
        }
        int lineBreak = held[at] == '\r' ? at + 1 : at;
        return held[lineBreak] == '\n' ? lineBreak : NO_BOUNDARY;
    }

    private int lineEnd(int at) {
        return at > 0 && held[at - 1] == '\r' ? at - 1 : at;
    }

    private int find(int from) {
        int last = held.length - delimiter.length;
        for (int at = from; at <= last; at++) {
            if (held[at] == '\n' && Arrays.equals(held, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
                return at;
            }
        }
        return -1;
    }

    /** Gives what is held up to there, if it is of a part. */
    private void give(int until, List<Reception.Event> events) {
        if (until > 0) {
            if (state == State.PART) {
                events.add(new Reception.Event.More(Arrays.copyOf(held, until)));
            }
            held = Arrays.copyOfRange(held, until, held.length);
        }
    }

    private boolean throughHead(List<Reception.Event> events) {
        for (int at = 0; at + 1 < held.length; at++) {
            if (held[at] == '\n') {
                int blank = held[at + 1] == '\r' && at + 2 < held.length ? at + 2 : at + 1;
                if (held[blank] == '\n') {
                    events.add(new Reception.Event.Begin(PartHead.of(new String(held, 0, at, StandardCharsets.UTF_8))));
                    held = Arrays.copyOfRange(held, blank + 1, held.length);
                    state = State.PART;
                    return true;
                }
            }
        }
        if (held.length > LONGEST_HEAD) {
            throw malformed("the head of a part of the form never ends");
        }
        return false;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** What is no form. */
    static ProblemException malformed(String detail) {
        return new ProblemException(
                Problem.malformed(detail, "send files as in: curl -F file=@customers.csv …/api/v1/uploads"));
    }
}

package routes;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * Something that is done at set times.
 *
 * @param what the flow, as in {@code snapshot}
 * @param of which of several, such as a flow's name; empty if there is but one
 * @param cron a Quartz cron expression
 * @param route which takes {@code of} when it is due
 */
record Schedule(String what, String of, String cron, String route) {

    /** Windows in which the last of many firings is looked for, the smallest first. */
    private static final List<Duration> WINDOWS =
            List.of(Duration.ofMinutes(10), Duration.ofDays(1), Duration.ofDays(40));

    /** As many changes of the clocks as are looked at for one firing. */
    private static final int CHANGES = 4;

    Schedule {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(of, "of");
        Objects.requireNonNull(cron, "cron");
        Objects.requireNonNull(route, "route");
    }

    /** As people and the ledger call it. */
    String name() {
        return of.isEmpty() ? what : what + " " + of;
    }

    /** The id of the route that fires. */
    String id() {
        return of.isEmpty() ? what + "-schedule" : what + "-schedule-" + of;
    }

    /** The first firing after that, if any. */
    Optional<Instant> after(Instant moment, ZoneId zone) {
        Optional<Instant> regular = next(moment, zone);
        Optional<Instant> shifted = leftOut(moment, regular.orElse(Instant.MAX), zone);
        return shifted.isPresent() ? shifted : regular;
    }

    private Optional<Instant> next(Instant moment, ZoneId zone) {
        return Optional.ofNullable(expression(zone).getTimeAfter(Date.from(moment)))
                .map(Date::toInstant);
    }

    /**
     * The first firing between two moments that Quartz lets pass, since the clocks leave its time out that night: it is as
     * much later as they are put forward.
     */
    Optional<Instant> leftOut(Instant after, Instant before, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        ZoneOffsetTransition change = rules.previousTransition(after);
        if (change == null || change.getInstant().isBefore(after.minus(Duration.ofDays(1)))) {
            change = rules.nextTransition(after);
        }
        for (int i = 0; i < CHANGES && change != null && change.getInstant().isBefore(before); i++) {
            Optional<Instant> found = change.isGap() ? inGap(change, after) : Optional.empty();
            if (found.filter(before::isAfter).isPresent()) {
                return found;
            }
            change = rules.nextTransition(change.getInstant());
        }
        return Optional.empty();
    }

    private Optional<Instant> inGap(ZoneOffsetTransition change, Instant after) {
        // What no clock shows is reckoned as if there were no zone.
        Instant from = change.getDateTimeBefore().toInstant(ZoneOffset.UTC);
        Instant until = change.getDateTimeAfter().toInstant(ZoneOffset.UTC);
        Optional<Instant> next = next(from.minusSeconds(1), ZoneOffset.UTC);
        while (next.isPresent() && next.get().isBefore(until)) {
            Instant shifted = next.get().minusSeconds(change.getOffsetBefore().getTotalSeconds());
            if (shifted.isAfter(after)) {
                return Optional.of(shifted);
            }
            next = next(next.get(), ZoneOffset.UTC);
        }
        return Optional.empty();
    }

    /** The last firing in a time, its end included. */
    Optional<Instant> last(Instant after, Instant until, ZoneId zone) {
        for (Duration window : WINDOWS) {
            Instant from = until.minus(window);
            Optional<Instant> found = from.isAfter(after) ? lastOf(from, until, zone) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return lastOf(after, until, zone);
    }

    private Optional<Instant> lastOf(Instant after, Instant until, ZoneId zone) {
        Optional<Instant> last = Optional.empty();
        Optional<Instant> next = after(after, zone);
        while (next.isPresent() && !next.get().isAfter(until)) {
            last = next;
            next = after(next.get(), zone);
        }
        return last;
    }

    private CronExpression expression(ZoneId zone) {
        try {
            CronExpression expression = new CronExpression(cron);
            expression.setTimeZone(TimeZone.getTimeZone(zone));
            return expression;
        } catch (ParseException e) {
            throw new IllegalStateException(name() + " has the cron expression " + cron + ": " + e.getMessage(), e);
        }
    }
}

package routes;

import doctor.Finding;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import ledger.ScheduleTimes;
import org.jboss.logging.Logger;
import startup.ConfigurationProblem;

/** What is done at set times, when that is next, and what fell due while nobody was there to do it. */
@ApplicationScoped
public class Schedules {

    private static final Logger LOG = Logger.getLogger(Schedules.class);

    /** A firing that is later than this is missed. */
    private static final Duration LATE = Duration.ofMinutes(15);

    private final List<Scheduled> flows;
    private final ScheduleSettings settings;
    private final ScheduleTimes times;
    /** Up to when it was looked for firings that nobody was there for; null before the first time. */
    private final AtomicReference<Instant> lookedAt = new AtomicReference<>();

    Schedules(@All List<Scheduled> flows, ScheduleSettings settings, ScheduleTimes times) {
        this.flows = flows;
        this.settings = settings;
        this.times = times;
    }

    /**
     * A firing.
     *
     * @param at when it is, or was while nobody was there
     */
    record Due(Schedule schedule, Instant at) {}

    /**
     * A schedule as people are told of it.
     *
     * @param name as in {@code snapshot}, or {@code sync orders}
     * @param next when it fires, or null
     */
    public record Told(String name, String cron, String timeZone, Instant next) {}

    List<Schedule> all() {
        return flows.stream().flatMap(flow -> flow.schedules().stream()).toList();
    }

    /** Whose clocks are meant. */
    public ZoneId zone() {
        return settings.timeZone().map(ZoneId::of).orElseGet(ZoneId::systemDefault);
    }

    void refuseFaults(@Observes @Priority(1) StartupEvent start) {
        try {
            zone();
        } catch (DateTimeException e) {
            throw new ConfigurationProblem(
                    "there is no such time zone",
                    List.of("schedules.time-zone: " + e.getMessage()),
                    "name one such as Europe/Berlin");
        }
    }

    /** Whether what fell due while the service was down is done after the start. */
    public boolean catchesUp() {
        return settings.catchUp();
    }

    /** All of them, each with its next firing. */
    public List<Told> told() {
        Instant now = Instant.now();
        return all().stream()
                .map(one -> new Told(
                        one.name(),
                        one.cron(),
                        zone().getId(),
                        one.after(now, zone()).orElse(null)))
                .toList();
    }

    /** A firing was seen to. */
    void fired(Due due) throws SQLException {
        times.see(due.schedule().name(), due.schedule().cron(), zone().getId(), due.at());
    }

    /** The one of that id. */
    Schedule find(String id) {
        return all().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }

    /** What fell due while no service ran, each once; and from then on what the clocks left out. */
    List<Due> missed() throws SQLException {
        return missed(Instant.now());
    }

    List<Due> missed(Instant now) throws SQLException {
        Instant last = lookedAt.get();
        List<Due> missed = last == null ? whileDown(now) : leftOut(last, now);
        lookedAt.set(now);
        return missed;
    }

    /** Those that fell due a while ago, in no process; changes nothing. */
    List<Finding> unfired() throws SQLException {
        return unfired(Instant.now());
    }

    List<Finding> unfired(Instant now) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Schedule schedule : all()) {
            Optional<Instant> seen = times.seen(schedule.name(), schedule.cron(), zone().getId());
            seen.flatMap(since -> schedule.last(since, now.minus(LATE), zone()))
                    .ifPresent(due -> findings.add(new Finding(
                            "schedules",
                            "%s fell due at %s and was not done".formatted(schedule.name(), due),
                            "see to it that a service runs all the time, and that schedules.catch-up is true")));
        }
        return findings;
    }

    private List<Due> leftOut(Instant last, Instant now) {
        List<Due> missed = new ArrayList<>();
        for (Schedule schedule : all()) {
            schedule.leftOut(last, now.plusMillis(1), zone()).ifPresent(due -> missed.add(new Due(schedule, due)));
        }
        return missed;
    }

    private List<Due> whileDown(Instant now) throws SQLException {
        List<Due> missed = new ArrayList<>();
        for (Schedule schedule : all()) {
            Optional<Instant> seen = times.seen(schedule.name(), schedule.cron(), zone().getId());
            Optional<Instant> due = seen.flatMap(since -> schedule.last(since, now, zone()));
            if (due.isPresent() && settings.catchUp()) {
                LOG.infof("%s fell due at %s while the service was down, and runs now", schedule.name(), due.get());
                missed.add(new Due(schedule, due.get()));
            } else {
                times.see(schedule.name(), schedule.cron(), zone().getId(), now);
            }
            LOG.infof(
                    "%s is next at %s, by the clocks of %s",
                    schedule.name(),
                    schedule.after(now, zone())
                            .map(next -> next.atZone(zone()).toLocalDateTime().toString())
                            .orElse("no time"),
                    zone());
        }
        return missed;
    }
}

package recovery.incidents;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Warns of what was found, as soon as it is clear that it was not the service itself, or after some seconds: a run tells its
 * tables when it ends.
 */
final class Alarms {

    private static final Logger LOG = Logger.getLogger(Alarms.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** After this nobody says any more that it was a run. */
    private static final Duration MEMORY = Duration.ofHours(1);

    /** What is not known to be of a run, since when it is known, and whether it was told. */
    private record Open(StoredIncident incident, Instant since, boolean told) {}

    private final Incidents incidents;
    private final boolean watching;
    private final Map<UUID, Open> open = new LinkedHashMap<>();

    Alarms(Incidents incidents, boolean watching) {
        this.incidents = incidents;
        this.watching = watching;
    }

    /** Takes what was written down now, and looks at all that is open. */
    void look(List<StoredIncident> found) throws SQLException {
        Instant now = Instant.now();
        found.forEach(incident -> open.put(incident.id(), new Open(incident, now, false)));
        incidents.adopt(open.keySet()).forEach(adopted -> open.remove(adopted.id()));
        for (Open each : List.copyOf(open.values())) {
            boolean mayBeOurs = incidents.mayBeOurs(each.incident.committedAt());
            boolean told = each.told;
            if (!told && (!mayBeOurs || each.since.plus(PATIENCE).isBefore(now))) {
                tell(each.incident);
                told = true;
            }
            if (mayBeOurs && each.since.plus(MEMORY).isAfter(now)) {
                open.put(each.incident.id(), new Open(each.incident, each.since, told));
            } else {
                open.remove(each.incident.id());
            }
        }
    }

    private void tell(StoredIncident incident) {
        if (watching && incident.alarms()) {
            LOG.warnf(
                    "rows were destroyed: %s\nHINT: recover to just before it with POST /api/v1/recoveries and"
                            + " {\"target\":{\"before\":\"%s\"}}",
                    incident.text(), incident.id());
        }
    }
}

package recovery.servers;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Lsn;
import recovery.wal.Target;
import recovery.wal.TargetTime;

/**
 * Up to where a server is to be rewound, as somebody says it: one of these, and no other.
 *
 * @param time as {@code psql} prints it, as ISO 8601, or with a zone's name
 * @param lsn everything before that place
 * @param xid up to where this transaction committed
 * @param name of a restore point
 * @param before the id of an incident, or the place at which the record begins that is not wanted any more
 * @param latest whether everything is wanted that is there
 * @param timeline the one that is followed, beside one of the others; null for the newest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WantedTarget(
        String time, String lsn, Long xid, String name, String before, Boolean latest, Integer timeline) {

    private static final String ONE_OF =
            "one of {\"time\":\"2026-11-21 02:15:00+01\"}, {\"lsn\":\"0/2000120\"}, {\"xid\":783}, {\"name\":\"…\"}, "
                    + "{\"before\":\"<incident>\"}, {\"latest\":true}";

    private static final Pattern INCIDENT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final long MOST_XIDS = 0xFFFF_FFFFL;

    public WantedTarget(String time, String lsn, Long xid, String name, String before, Boolean latest) {
        this(time, lsn, xid, name, before, latest, null);
    }

    public WantedTarget {
        latest = Boolean.FALSE.equals(latest) ? null : latest;
        long said = Stream.of(time, lsn, xid, name, before, latest)
                .filter(Objects::nonNull)
                .count();
        if (said != 1) {
            throw new ProblemException(Problem.malformed(
                    said == 0 ? "the target is not said" : "the target is said in more than one way", ONE_OF));
        }
        if (timeline != null && timeline < 1) {
            throw new ProblemException(Problem.malformed("timeline is from 1 on, not " + timeline, null));
        }
        if (xid != null && (xid < 1 || xid > MOST_XIDS)) {
            throw new ProblemException(Problem.malformed("xid is from 1 to 4294967295, not " + xid, null));
        }
    }

    /**
     * What it means.
     *
     * @param database the zone of the database, which somebody may have had in mind who gave none
     * @param incident the place of the incident that is meant, if one is
     * @throws ProblemException if it means nothing, or more than one thing
     */
    Target meant(ZoneId database, Optional<Lsn> incident) {
        if (time != null) {
            return new Target.Time(moment(database));
        } else if (lsn != null) {
            return new Target.Place(place(lsn));
        } else if (xid != null) {
            return new Target.OfTransaction(xid.intValue(), true);
        } else if (name != null) {
            return new Target.Named(name);
        } else if (before != null) {
            return new Target.Before(incident.orElseGet(() -> place(before)));
        }
        return new Target.Latest();
    }

    /** The incident that is meant, if it is one. */
    Optional<UUID> incident() {
        return before != null && INCIDENT.matcher(before).matches()
                ? Optional.of(UUID.fromString(before))
                : Optional.empty();
    }

    private Instant moment(ZoneId database) {
        TargetTime meant = TargetTime.parse(time, database);
        if (meant instanceof TargetTime.Moment moment) {
            return moment.at();
        }
        if (meant instanceof TargetTime.Ambiguous twice) {
            throw new ProblemException(Problem.refused(twice.message(), "say the zone, such as " + time + "Z"));
        }
        throw new ProblemException(
                Problem.malformed(((TargetTime.NotUnderstood) meant).message(), "as in 2026-11-21 02:15:00+01"));
    }

    private static Lsn place(String text) {
        try {
            return Lsn.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.malformed(e.getMessage(), ONE_OF));
        }
    }

    /** As the run's subject. */
    @Override
    public String toString() {
        if (time != null) {
            return "time " + time;
        } else if (lsn != null) {
            return "place " + lsn;
        } else if (xid != null) {
            return "transaction " + xid;
        } else if (name != null) {
            return "restore point " + name;
        }
        return before != null ? "before " + before : "latest";
    }
}

package recovery.wal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment as somebody wrote it: as {@code psql} prints it, as ISO 8601, or with a zone's name. Nothing is guessed: without a
 * zone, or in the hour that a zone has twice, it may be two moments.
 */
public sealed interface TargetTime {

    /**
     * One moment.
     *
     * @param zone the one that was given
     */
    record Moment(Instant at, ZoneId zone) implements TargetTime {
        public Moment {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(zone, "zone");
        }

        /** In the zone that was given. */
        public String inGivenZone() {
            String time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atZone(zone));
            return zone instanceof ZoneOffset ? time : time + "[" + zone + "]";
        }
    }

    /** Two moments, of which somebody has to say the right one. */
    record Ambiguous(String text, String why, List<OffsetDateTime> moments) implements TargetTime {
        public Ambiguous {
            moments = List.copyOf(moments);
        }

        public String message() {
            return "\"%s\" %s: it may be %s or %s, which is %s or %s in UTC"
                    .formatted(
                            text,
                            why,
                            moments.get(0),
                            moments.get(1),
                            moments.get(0).toInstant(),
                            moments.get(1).toInstant());
        }
    }

    /** No moment. */
    record NotUnderstood(String text, String why) implements TargetTime {

        public String message() {
            return "\"%s\" %s".formatted(text, why);
        }
    }

    /** Date, time of day with or without seconds and fraction, and whatever follows as the zone. */
    Pattern TEXT = Pattern.compile(
            "\\s*(\\d{4})-(\\d{2})-(\\d{2})[Tt\\s]\\s*(\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*(\\S*)\\s*");

    /** The basic format of ISO 8601, without separators. */
    Pattern BASIC = Pattern.compile(
            "\\s*(\\d{4})(\\d{2})(\\d{2})[Tt](\\d{2})(\\d{2})(?:(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*(\\S*)\\s*");

    /** Also as psql prints it, with hours alone. */
    Pattern OFFSET = Pattern.compile("([+-])(\\d{2})(?::?(\\d{2})(?::?(\\d{2}))?)?");

    /** As Java writes a moment with its zone. */
    Pattern OFFSET_AND_ZONE = Pattern.compile("([+-][\\d:]+|[Zz])\\[([^\\]]+)\\]");

    String NO_MOMENT =
            "is no moment, as in 2026-11-21 02:15:00.5+01, 2026-11-21T01:15:00Z or 2026-11-21 02:15:00 Europe/Berlin";

    /**
     * What a text means.
     *
     * @param database the zone of the database, which somebody may have had in mind who gave none
     */
    static TargetTime parse(String text, ZoneId database) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            parts = BASIC.matcher(text);
            if (!parts.matches()) {
                return new NotUnderstood(text, NO_MOMENT);
            }
        }
        try {
            return in(text, local(parts), parts.group(8), database);
        } catch (DateTimeException noSuchTime) {
            return new NotUnderstood(text, "is no moment: there is no such day, time or offset");
        }
    }

    private static LocalDateTime local(Matcher parts) {
        String fraction = parts.group(7) == null ? "" : parts.group(7);
        return LocalDateTime.of(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                Integer.parseInt(parts.group(4)),
                Integer.parseInt(parts.group(5)),
                parts.group(6) == null ? 0 : Integer.parseInt(parts.group(6)),
                Integer.parseInt(fraction + "0".repeat(9 - fraction.length())));
    }

    private static TargetTime in(String text, LocalDateTime local, String zone, ZoneId database) {
        if (zone.isEmpty()) {
            return new Ambiguous(
                    text,
                    "has no zone",
                    List.of(
                            local.atOffset(ZoneOffset.UTC),
                            local.atZone(database).toOffsetDateTime()));
        }
        Matcher both = OFFSET_AND_ZONE.matcher(zone);
        Optional<ZoneId> named = zone(both.matches() ? both.group(2) : zone);
        if (named.isEmpty()) {
            return new NotUnderstood(
                    text,
                    "has a zone that is none, or may be several: \"%s\"; give an offset, or a name as in Europe/Berlin"
                            .formatted(zone));
        }
        List<ZoneOffset> offsets = named.get().getRules().getValidOffsets(local);
        if (both.matches()) {
            ZoneId offset = zone(both.group(1)).orElse(named.get());
            return offset instanceof ZoneOffset given && offsets.contains(given)
                    ? new Moment(local.toInstant(given), named.get())
                    : new NotUnderstood(text, "has an offset that its zone does not have then");
        }
        return switch (offsets.size()) {
            case 0 -> new NotUnderstood(text, "is no moment: clocks are put forward over it in " + named.get());
            case 1 -> new Moment(local.toInstant(offsets.get(0)), named.get());
            default ->
                new Ambiguous(
                        text,
                        "is twice in " + named.get() + ", where clocks are put back",
                        offsets.stream().map(local::atOffset).toList());
        };
    }

    /** An offset, UTC, or a place; letters such as CST mean different zones in different places. */
    private static Optional<ZoneId> zone(String text) {
        if (text.equalsIgnoreCase("Z") || text.equalsIgnoreCase("UTC") || text.equalsIgnoreCase("GMT")) {
            return Optional.of(ZoneOffset.UTC);
        }
        Matcher offset = OFFSET.matcher(text);
        if (offset.matches()) {
            int sign = offset.group(1).equals("-") ? -1 : 1;
            return Optional.of(ZoneOffset.ofHoursMinutesSeconds(
                    sign * number(offset.group(2)), sign * number(offset.group(3)), sign * number(offset.group(4))));
        }
        return ZoneId.getAvailableZoneIds().stream()
                .filter(id -> id.indexOf('/') > 0 && id.equalsIgnoreCase(text))
                .findFirst()
                .map(ZoneId::of);
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}

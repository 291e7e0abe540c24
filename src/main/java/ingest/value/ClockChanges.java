package ingest.value;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Times without a zone that the zone they are read in never had, or had twice, because its clocks were changed. The server
 * takes both without a word: the former for an hour later, the latter for the second of the two.
 */
public final class ClockChanges {

    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2100;
    private static final int TIME = 11;
    private static final int BEHIND_MINUTES = 16;

    /** What a field is. */
    private enum Time {
        ORDINARY,
        NEVER_WAS,
        WAS_TWICE
    }

    private final ZoneRules rules;
    private final BitSet days = new BitSet();
    /** Of the record in hand; what is looked at twice is one. */
    private final Time[] inHand;

    private long neverWas;
    private long wasTwice;
    private String example;

    private ClockChanges(ZoneRules rules, int columns) {
        this.rules = rules;
        inHand = new Time[columns];
        Arrays.fill(inHand, Time.ORDINARY);
        for (ZoneOffsetTransition change : rules.getTransitions()) {
            note(change);
        }
        LocalDateTime last = LocalDateTime.of(LAST_YEAR, 1, 1, 0, 0);
        ZoneOffsetTransition next = rules.nextTransition(
                LocalDate.of(FIRST_YEAR, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC));
        while (next != null && next.getDateTimeBefore().isBefore(last)) {
            note(next);
            next = rules.nextTransition(next.getInstant());
        }
    }

    private void note(ZoneOffsetTransition change) {
        for (LocalDateTime end : new LocalDateTime[] {change.getDateTimeBefore(), change.getDateTimeAfter()}) {
            if (end.getYear() >= FIRST_YEAR && end.getYear() < LAST_YEAR) {
                days.set(day(end.getYear(), end.getMonthValue(), end.getDayOfMonth()));
            }
        }
    }

    private static int day(int year, int month, int day) {
        return ((year - FIRST_YEAR) * 13 + month) * 32 + day;
    }

    /** Those of a zone, or null where its clocks never change, or are not known. */
    public static ClockChanges of(String zone, int columns) {
        try {
            ZoneRules rules = ZoneId.of(zone).getRules();
            return rules.isFixedOffset() ? null : new ClockChanges(rules, columns);
        } catch (DateTimeException unknown) {
            return null;
        }
    }

    /** The next record comes. */
    public void begin() {
        for (int i = 0; i < inHand.length; i++) {
            neverWas += inHand[i] == Time.NEVER_WAS ? 1 : 0;
            wasTwice += inHand[i] == Time.WAS_TWICE ? 1 : 0;
            inHand[i] = Time.ORDINARY;
        }
    }

    /** Looks at a time of a column, written as the server takes it in any order of dates. */
    public void see(int column, byte[] bytes, int start, int end) {
        if (end - start < BEHIND_MINUTES || bytes[start + 4] != '-') {
            return;
        }
        int year = number(bytes, start, 4);
        int month = number(bytes, start + 5, 2);
        int day = number(bytes, start + 8, 2);
        if (year >= FIRST_YEAR && year < LAST_YEAR && days.get(day(year, month, day))) {
            inHand[column] = time(bytes, start, end, LocalDate.of(year, month, day));
        }
    }

    private Time time(byte[] bytes, int start, int end, LocalDate day) {
        for (int i = start + BEHIND_MINUTES; i < end; i++) {
            if (bytes[i] != ':' && bytes[i] != '.' && (bytes[i] < '0' || bytes[i] > '9')) {
                return Time.ORDINARY;
            }
        }
        int hour = number(bytes, start + TIME, 2);
        int minute = number(bytes, start + TIME + 3, 2);
        if (hour > 23 || minute > 59) {
            return Time.ORDINARY;
        }
        int offsets = rules.getValidOffsets(day.atTime(hour, minute)).size();
        if (offsets == 1) {
            return Time.ORDINARY;
        }
        if (example == null) {
            example = new String(bytes, start, end - start, StandardCharsets.US_ASCII);
        }
        return offsets == 0 ? Time.NEVER_WAS : Time.WAS_TWICE;
    }

    private static int number(byte[] bytes, int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    /** How many never were. */
    public long neverWas() {
        begin();
        return neverWas;
    }

    /** How many were twice. */
    public long wasTwice() {
        begin();
        return wasTwice;
    }

    /** The first of either, or null. */
    public String example() {
        return example;
    }
}

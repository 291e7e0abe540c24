package ingest.value;

/** A day with or without a time, as people write both. One thread's own, used for many texts. */
final class MomentText {

    private final TextCursor in = new TextCursor();
    private final DayText day = new DayText();
    private final ClockText clock = new ClockText();
    private final AsciiText out = new AsciiText();
    private String era;

    /** Whether the text is written as some date; which day it is depends on the order. */
    boolean take(String text) {
        in.begin(text);
        era = "";
        clock.none();
        int ahead = in.digitsAhead();
        if (ahead == 14) {
            return compact(text);
        }
        boolean timeFirst = ahead > 0 && ahead <= 2 && in.peek(ahead) == ':';
        if (timeFirst && !(clock.take(in) && in.blanks())) {
            return false;
        }
        if (!day.take(in)) {
            return false;
        }
        if (!timeFirst && !in.atEnd() && !time()) {
            return false;
        }
        takeEra();
        return !day.yearLacks() && in.atEnd();
    }

    private boolean compact(String text) {
        // The marks of a date and a time are put where they are left out.
        in.begin(text.strip().substring(0, 8) + ' ' + text.strip().substring(8));
        return day.take(in) && in.blanks() && clock.take(in) && in.atEnd();
    }

    private boolean time() {
        int before = in.place();
        boolean apart = in.take('T') || in.take('t') || in.take(':') || in.take(',') | in.blanks();
        if (!apart) {
            return false;
        }
        in.blanks();
        if (!in.atDigit()) {
            in.backTo(before);
            return true;
        }
        if (!clock.take(in)) {
            return false;
        }
        if (day.yearLacks()) {
            in.blanks();
            int year = in.number();
            if (in.digits() != 4) {
                return false;
            }
            day.year(year, 4);
        }
        return true;
    }

    private void takeEra() {
        in.blanks();
        if (in.word("bc")) {
            era = " BC";
        } else {
            in.word("ad");
        }
    }

    DayText day() {
        return day;
    }

    boolean timed() {
        return clock.there();
    }

    boolean zoned() {
        return clock.zoned();
    }

    /** What was taken, once its day is set, in ISO 8601. */
    String iso(String zoneIfNone) {
        out.clear()
                .four(day.yearNumber())
                .add('-')
                .two(day.monthNumber())
                .add('-')
                .two(day.dayNumber());
        if (clock.there()) {
            clock.write(in.text(), out);
        }
        if (zoneIfNone != null && !clock.zoned()) {
            out.add(clock.there() ? "" : " 00:00:00").add(" ").add(zoneIfNone);
        }
        return out.add(era).toString();
    }
}

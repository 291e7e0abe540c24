package ingest.value;

/** A time of day as people write it: by 24 hours or twice 12, with a fraction, with a zone. */
final class ClockText {

    private int hour;
    private int minute;
    private int second;
    private int fractionFrom;
    private int fractionTo;
    private int zoneFrom;
    private int zoneTo;
    private boolean there;
    /** An hour without minutes is a time only with its half of the day. */
    private boolean alone;

    void none() {
        there = false;
        fractionFrom = fractionTo = zoneFrom = zoneTo = 0;
    }

    boolean there() {
        return there;
    }

    /** Takes a time from the text; false if there is none. */
    boolean take(TextCursor in) {
        none();
        there = true;
        alone = false;
        minute = 0;
        second = 0;
        int ahead = in.digitsAhead();
        if (ahead == 4 || ahead == 6) {
            hour = in.two();
            minute = in.two();
            second = ahead == 6 ? in.two() : 0;
            fraction(in);
        } else {
            hour = in.number();
            if (in.digits() > 2 || hour < 0 || !rest(in)) {
                return false;
            }
        }
        if (!halfOfDay(in)) {
            return false;
        }
        zone(in);
        return minute <= 59 && second <= 60 && (hour <= 23 || hour == 24 && minute == 0 && second == 0);
    }

    private boolean rest(TextCursor in) {
        char mark = in.peek();
        if (mark == ':' || mark == '.' || (mark | 0x20) == 'h') {
            in.skip();
            if ((mark | 0x20) == 'h' && !in.atDigit()) {
                return true;
            }
            minute = in.two();
            if (minute < 0) {
                return false;
            }
            if (mark != 'h' && mark != 'H' && in.peek() == mark && TextCursor.isDigit(in.peek(1))) {
                in.skip();
                second = in.two();
                if (second < 0) {
                    return false;
                }
                fraction(in);
            }
            return !in.atDigit();
        }
        alone = true;
        return true;
    }

    private void fraction(TextCursor in) {
        if ((in.peek() == '.' || in.peek() == ',') && TextCursor.isDigit(in.peek(1))) {
            in.skip();
            fractionFrom = in.place();
            while (in.atDigit()) {
                in.skip();
            }
            fractionTo = in.place();
        }
    }

    /** AM and PM; false if the hour is none of that half. */
    private boolean halfOfDay(TextCursor in) {
        int before = in.place();
        in.blanks();
        if (in.word("uhr")) {
            return true;
        }
        char c = (char) (in.peek() | 0x20);
        boolean pointed = (c == 'a' || c == 'p') && in.peek(1) == '.' && (in.peek(2) | 0x20) == 'm';
        if (pointed || in.lettersAhead() == 2 && (c == 'a' || c == 'p') && (in.peek(1) | 0x20) == 'm') {
            for (int i = pointed ? 3 : 2; i > 0; i--) {
                in.skip();
            }
            in.take('.');
            if (hour > 12) {
                return false;
            }
            hour = hour % 12 + (c == 'p' ? 12 : 0);
            return true;
        }
        in.backTo(before);
        return !alone;
    }

    private void zone(TextCursor in) {
        int before = in.place();
        in.blanks();
        zoneFrom = in.place();
        if (in.peek() == '+' || in.peek() == '-') {
            offset(in);
        } else if (in.atLetter() && !isEra(in)) {
            if ((in.word("gmt") || in.word("utc")) && (in.peek() == '+' || in.peek() == '-')) {
                // As a name PostgreSQL would read it the other way round, as POSIX has it.
                zoneFrom = in.place();
                offset(in);
            } else {
                name(in);
            }
        }
        zoneTo = in.place();
        if (zoneTo == zoneFrom) {
            in.backTo(before);
            return;
        }
        int behind = in.place();
        in.blanks();
        if (in.peek() == '(' && in.text().indexOf(')', in.place()) > 0) {
            // What browsers add: the zone's name in words.
            in.backTo(in.text().indexOf(')', in.place()) + 1);
        } else {
            in.backTo(behind);
        }
    }

    private static boolean isEra(TextCursor in) {
        char c = (char) (in.peek() | 0x20);
        return in.lettersAhead() == 2
                && (c == 'a' && (in.peek(1) | 0x20) == 'd' || c == 'b' && (in.peek(1) | 0x20) == 'c');
    }

    private static void offset(TextCursor in) {
        in.skip();
        while (in.atDigit() || in.peek() == ':' && TextCursor.isDigit(in.peek(1))) {
            in.skip();
        }
    }

    private static void name(TextCursor in) {
        while (in.atLetter()
                || in.atDigit()
                || in.peek() == '/'
                || in.peek() == '_'
                || (in.peek() == '-' || in.peek() == '+') && in.peek(1) != 0) {
            in.skip();
        }
    }

    boolean zoned() {
        return there && zoneTo > zoneFrom;
    }

    /** Writes it behind what is there. */
    void write(String text, AsciiText out) {
        out.add(' ').two(hour).add(':').two(minute).add(':').two(second);
        if (fractionTo > fractionFrom) {
            out.add('.').add(text, fractionFrom, fractionTo);
        }
        if (zoneTo > zoneFrom) {
            boolean named = TextCursor.isLetter(text.charAt(zoneFrom));
            if (named) {
                out.add(' ');
            }
            out.add(text, zoneFrom, zoneTo);
        }
    }
}

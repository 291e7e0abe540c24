package snapshot.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Dates and times, from PostgreSQL's ISO text to numbers and back: years before Christ, beyond 9999, and infinities. */
final class DateTimes {

    static final int INFINITE_DATE = Integer.MAX_VALUE;
    static final long INFINITE_TIME = Long.MAX_VALUE;

    private static final long SECOND = 1_000_000;
    private static final long DAY = 86_400 * SECOND;
    private static final byte[] BEFORE_CHRIST = " BC".getBytes(StandardCharsets.US_ASCII);

    private DateTimes() {}

    /** Days since 1970-01-01. */
    static int date(byte[] text, int from, int to) throws IOException {
        int infinite = infinite(text, from, to);
        return infinite != 0 ? infinite * INFINITE_DATE : new Reader(text, from, to).date();
    }

    /** Microseconds since midnight. */
    static long time(byte[] text, int from, int to) throws IOException {
        Reader reader = new Reader(text, from, to);
        long micros = reader.time();
        reader.end();
        return micros;
    }

    /** Microseconds since 1970-01-01 00:00, in UTC if the text has an offset. */
    static long timestamp(byte[] text, int from, int to) throws IOException {
        return timestamp(text, from, to, 0);
    }

    /** Microseconds since a day that is counted from 1970-01-01: those of 2000 reach further than those of 1970. */
    static long timestamp(byte[] text, int from, int to, int epoch) throws IOException {
        int infinite = infinite(text, from, to);
        return infinite != 0 ? infinite * INFINITE_TIME : new Reader(text, from, to).timestamp(epoch);
    }

    static void date(int days, AsciiBuilder out) {
        if (days == INFINITE_DATE || days == -INFINITE_DATE) {
            out.add(days > 0 ? "infinity" : "-infinity");
        } else {
            LocalDate date = LocalDate.ofEpochDay(days);
            day(date, out);
            era(date, out);
        }
    }

    static void time(long micros, AsciiBuilder out) {
        long seconds = micros / SECOND;
        out.padded(seconds / 3600, 2).add(':').padded(seconds / 60 % 60, 2);
        out.add(':').padded(seconds % 60, 2);
        if (micros % SECOND != 0) {
            out.add('.').padded(micros % SECOND, 6);
        }
    }

    /** @param zoned whether to say that it is UTC */
    static void timestamp(long micros, boolean zoned, AsciiBuilder out) {
        if (micros == INFINITE_TIME || micros == -INFINITE_TIME) {
            out.add(micros > 0 ? "infinity" : "-infinity");
        } else {
            LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(micros, DAY));
            day(date, out);
            time(Math.floorMod(micros, DAY), out.add(' '));
            if (zoned) {
                out.add("+00");
            }
            era(date, out);
        }
    }

    private static void day(LocalDate date, AsciiBuilder out) {
        int year = date.getYear();
        out.padded(year > 0 ? year : 1 - year, 4).add('-').padded(date.getMonthValue(), 2);
        out.add('-').padded(date.getDayOfMonth(), 2);
    }

    private static void era(LocalDate date, AsciiBuilder out) {
        if (date.getYear() <= 0) {
            out.add(" BC");
        }
    }

    /** One, minus one, or zero for what is finite. */
    private static int infinite(byte[] text, int from, int to) {
        if (to - from == 8 && text[from] == 'i') {
            return 1;
        }
        return to - from == 9 && text[from] == '-' && text[from + 1] == 'i' ? -1 : 0;
    }

    /** Reads along one text. */
    private static final class Reader {

        private final byte[] text;
        private final int from;
        private int to;
        private int at;

        Reader(byte[] text, int from, int to) {
            this.text = text;
            this.from = from;
            this.to = to;
            this.at = from;
        }

        int date() throws IOException {
            int days = Math.toIntExact(day(era()));
            end();
            return days;
        }

        long timestamp(int epoch) throws IOException {
            long days = day(era()) - epoch;
            expect(' ');
            long micros = Math.addExact(Math.multiplyExact(days, DAY), time());
            if (at < to) {
                micros = Math.subtractExact(micros, offset());
            }
            end();
            return micros;
        }

        /** Years are counted backwards when the text ends in BC, which is taken off. */
        private boolean era() {
            int begin = to - BEFORE_CHRIST.length;
            boolean before = begin > from
                    && text[begin] == BEFORE_CHRIST[0]
                    && text[begin + 1] == BEFORE_CHRIST[1]
                    && text[begin + 2] == BEFORE_CHRIST[2];
            if (before) {
                to = begin;
            }
            return before;
        }

        private long day(boolean before) throws IOException {
            int year = number();
            expect('-');
            int month = number();
            expect('-');
            return LocalDate.of(before ? 1 - year : year, month, number()).toEpochDay();
        }

        long time() throws IOException {
            long seconds = number() * 3600L;
            expect(':');
            seconds += number() * 60L;
            expect(':');
            seconds += number();
            long micros = 0;
            if (at < to && text[at] == '.') {
                at++;
                int begin = at;
                micros = number();
                for (int digits = at - begin; digits < 6; digits++) {
                    micros *= 10;
                }
            }
            return seconds * SECOND + micros;
        }

        private long offset() throws IOException {
            int sign = text[at] == '-' ? -1 : 1;
            if (sign > 0) {
                expect('+');
            } else {
                at++;
            }
            long seconds = number() * 3600L;
            for (int unit = 60; at < to && unit > 0; unit /= 60) {
                expect(':');
                seconds += (long) number() * unit;
            }
            return sign * seconds * SECOND;
        }

        private int number() throws IOException {
            int begin = at;
            int value = 0;
            while (at < to && text[at] >= '0' && text[at] <= '9' && at - begin < 9) {
                value = value * 10 + text[at++] - '0';
            }
            if (at == begin) {
                throw strange();
            }
            return value;
        }

        private void expect(char wanted) throws IOException {
            if (at >= to || text[at] != wanted) {
                throw strange();
            }
            at++;
        }

        void end() throws IOException {
            if (at != to) {
                throw strange();
            }
        }

        private IOException strange() {
            return new IOException("cannot read '%s' as a moment in ISO style"
                    .formatted(new String(text, from, to - from, StandardCharsets.UTF_8)));
        }
    }
}

package dumps.merge;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads times as dumps spell them, to be held against each other. */
public final class Moments {

    /** What most are spelled like. */
    private static final String USUAL = "0000-00-00 00:00:00";

    private static final Pattern SPELLED =
            Pattern.compile("(\\d{4})-(\\d\\d?)-(\\d\\d?)(?:[T ]+(\\d\\d?):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,9}))?)?)?"
                    + "\\s*(?:(Z|UTC|GMT)|([+-])(\\d\\d):?(\\d\\d)?)?(?:\\s*[A-Z]{2,5})?");
    /** As phpMyAdmin writes it: {@code Jan 05, 2022 at 10:11 AM}. */
    private static final Pattern IN_WORDS =
            Pattern.compile("([A-Za-z]{3}) (\\d\\d?), (\\d{4}) at (\\d\\d?):(\\d\\d)(?: ([AP]M))?");

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Pattern NUMBER = Pattern.compile("\\d{9,16}");
    private static final int MICROS = 1_000_000;
    private static final long AS_MILLIS = 100_000_000_000L;

    private Moments() {}

    /** Microseconds since 1970, as if in UTC where no zone is said; null where the text is no time that there is. */
    public static Long of(String text) {
        if (text == null) {
            return null;
        }
        if (USUAL.length() == text.length() && isUsual(text)) {
            return usual(text);
        }
        String stripped = text.strip();
        if (NUMBER.matcher(stripped).matches()) {
            long number = Long.parseLong(stripped);
            return number < AS_MILLIS ? number * MICROS : number * 1000;
        }
        Matcher found = SPELLED.matcher(stripped);
        if (!found.matches()) {
            return inWords(stripped);
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                    number(found, 1),
                    number(found, 2),
                    number(found, 3),
                    number(found, 4),
                    number(found, 5),
                    number(found, 6));
            String fraction = found.group(7) == null ? "" : found.group(7);
            long micros = Long.parseLong((fraction + "000000").substring(0, 6));
            long zone = (number(found, 10) * 3600L + number(found, 11) * 60L) * ("-".equals(found.group(9)) ? -1 : 1);
            return (time.toEpochSecond(ZoneOffset.UTC) - zone) * MICROS + micros;
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    private static boolean isUsual(String text) {
        for (int i = 0; i < USUAL.length(); i++) {
            char wanted = USUAL.charAt(i);
            char one = text.charAt(i);
            if (wanted == '0' ? one < '0' || one > '9' : one != wanted) {
                return false;
            }
        }
        return true;
    }

    private static Long usual(String text) {
        try {
            return LocalDateTime.of(
                                    digits(text, 0, 4),
                                    digits(text, 5, 7),
                                    digits(text, 8, 10),
                                    digits(text, 11, 13),
                                    digits(text, 14, 16),
                                    digits(text, 17, 19))
                            .toEpochSecond(ZoneOffset.UTC)
                    * MICROS;
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    private static int digits(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static Long inWords(String text) {
        Matcher found = IN_WORDS.matcher(text);
        int month = found.matches() ? MONTHS.indexOf(found.group(1).toLowerCase(Locale.ROOT)) + 1 : 0;
        if (month == 0) {
            return null;
        }
        int hour = number(found, 4);
        if (found.group(6) != null) {
            hour = hour % 12 + ("PM".equals(found.group(6)) ? 12 : 0);
        }
        try {
            return LocalDateTime.of(number(found, 3), month, number(found, 2), hour, number(found, 5))
                            .toEpochSecond(ZoneOffset.UTC)
                    * MICROS;
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    private static int number(Matcher found, int group) {
        return found.group(group) == null ? 0 : Integer.parseInt(found.group(group));
    }
}

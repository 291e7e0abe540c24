package ingest;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ledger.DeadLetters;

/**
 * What spreadsheets make of cells that nobody touched: numbers and dates are written in their own way, texts are cut, marks
 * of formulas go. In which order a sheet writes its dates is known only once all of its cells were seen.
 */
final class SpreadsheetCells {

    /** The longest text of a cell. */
    private static final int LONGEST = 32_767;

    private static final int YEAR = 4;

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?");

    private static final Pattern DATE = Pattern.compile(
            "([0-9]{1,4})([./-])([0-9]{1,2})\\2([0-9]{1,4})(?:[ T]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?( ?[AaPp][Mm])?)?");

    private static final List<Set<String>> WORDS = List.of(
            Set.of("true", "wahr", "vrai", "verdadero", "vero", "waar"),
            Set.of("false", "falsch", "faux", "falso", "onwaar"));

    private boolean dayFirst;
    private boolean monthFirst;

    /** A date as the parts of a cell may mean it. */
    private record Moment(LocalDate date, String time) {}

    /** Sees a cell, before any is judged. */
    void see(String cell) {
        Matcher date = DATE.matcher(cell);
        if (date.matches() && date.group(1).length() <= 2) {
            // Nobody but those who begin with the day put points between.
            dayFirst |= Integer.parseInt(date.group(1)) > 12 || date.group(2).equals(".");
            monthFirst |= Integer.parseInt(date.group(3)) > 12;
        }
    }

    /**
     * Whether a cell holds what was downloaded, as a spreadsheet may write it by itself: from what is common into what is
     * usual where it stands. The other way round somebody corrected it: no sheet turns {@code 1,50} into {@code 1.50},
     * {@code wahr} into {@code true}, {@code 25.12.2020} into {@code 2020-12-25}, or leaves blanks out of a text.
     */
    boolean isAsDownloaded(String downloaded, String cell) {
        String was = lines(DeadLetters.unharmed(downloaded));
        String is = lines(DeadLetters.unharmed(cell));
        return was.equals(is)
                || is.length() >= LONGEST - 1 && was.startsWith(is)
                || sameNumber(was.strip(), is.strip())
                || sameWord(was.strip(), is.strip())
                || sameDate(was.strip(), is.strip());
    }

    private static String lines(String text) {
        return text.replace("\r\n", "\n");
    }

    private static boolean sameNumber(String was, String is) {
        Optional<BigDecimal> before = number(was);
        Optional<BigDecimal> now = number(is);
        if (before.isEmpty() || now.isEmpty() || was.indexOf(',') >= 0 && is.indexOf('.') >= 0) {
            return false;
        }
        int shown = now.get().stripTrailingZeros().precision();
        boolean cut = is.toLowerCase(Locale.ROOT).contains("e") || shown >= 15;
        return before.get().compareTo(now.get()) == 0
                || cut
                        && before.get()
                                        .round(new MathContext(shown, RoundingMode.HALF_UP))
                                        .compareTo(now.get())
                                == 0;
    }

    private static Optional<BigDecimal> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text.replace(',', '.'))) : Optional.empty();
    }

    private static boolean sameWord(String was, String is) {
        String before = was.toLowerCase(Locale.ROOT);
        String now = is.toLowerCase(Locale.ROOT);
        return WORDS.stream()
                .anyMatch(words -> words.contains(now)
                        && (before.equals(now)
                                || words.contains(before) && (before.equals("true") || before.equals("false"))));
    }

    private boolean sameDate(String was, String is) {
        Moment before = moment(was).orElse(null);
        Moment now = moment(is).orElse(null);
        return before != null
                && now != null
                && (isIso(was) || !isIso(is))
                && before.date.equals(now.date)
                && (now.time.isEmpty() && before.time.matches("(00:00(:00)?)?") || sameTime(before.time, now.time));
    }

    private static boolean isIso(String date) {
        return date.length() > YEAR && date.charAt(YEAR) == '-';
    }

    private static boolean sameTime(String was, String is) {
        return was.equals(is) || was.startsWith(is + ":") || is.startsWith(was + ":") && is.endsWith(":00");
    }

    /**
     * A cell of a column of dates as ISO 8601 writes it, and any other as it is.
     *
     * @throws ledger.ProblemException if it may be either of two dates
     */
    String asDate(String cell) {
        Matcher date = DATE.matcher(cell.strip());
        if (!date.matches() || date.group(1).length() > 2) {
            return cell;
        }
        int first = Integer.parseInt(date.group(1));
        int second = Integer.parseInt(date.group(3));
        if (!orderIsKnown() && first <= 12 && second <= 12 && first != second) {
            throw CsvFile.refused(
                    "the date " + cell + " may be two, and no cell of the sheet shows in which order it writes them",
                    "write changed dates as text, such as 2021-12-31");
        }
        return moment(cell.strip())
                .map(moment -> moment.date + (moment.time.isEmpty() ? "" : " " + moment.time))
                .orElse(cell);
    }

    private boolean orderIsKnown() {
        return dayFirst != monthFirst;
    }

    private Optional<Moment> moment(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(date.group(1));
        int second = Integer.parseInt(date.group(3));
        int third = Integer.parseInt(date.group(4));
        if (date.group(1).length() == 4) {
            return date(first, second, third, date);
        }
        int year = date.group(4).length() <= 2 ? third + (third < 50 ? 2000 : 1900) : third;
        if (!orderIsKnown()) {
            return first == second || second > 12
                    ? date(year, first, second, date)
                    : first > 12 ? date(year, second, first, date) : Optional.empty();
        }
        return dayFirst ? date(year, second, first, date) : date(year, first, second, date);
    }

    private static Optional<Moment> date(int year, int month, int day, Matcher parts) {
        try {
            return Optional.of(new Moment(LocalDate.of(Year.of(year).getValue(), month, day), time(parts)));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    private static String time(Matcher parts) {
        if (parts.group(5) == null) {
            return "";
        }
        String[] time = parts.group(5).split(":", 2);
        int hour = Integer.parseInt(time[0]);
        String half = parts.group(6) == null ? "" : parts.group(6).strip().toLowerCase(Locale.ROOT);
        if (!half.isEmpty()) {
            hour = hour % 12 + (half.equals("pm") ? 12 : 0);
        }
        return (hour < 10 ? "0" : "") + hour + ":" + time[1];
    }
}

package ingest;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;

/** The values of a sheet's cells as texts that a column reads: numbers as they are kept, not as they are shown. */
final class SheetCells {

    private static final double MILLIS_A_DAY = 86_400_000d;

    /** Days before it are counted by a calendar that had a 29 February 1900. */
    private static final int FIRST_OF_MARCH_1900 = 61;

    private static final LocalDate BEGINNING = LocalDate.of(1899, 12, 30);
    private static final LocalDate BEGINNING_OF_1904 = LocalDate.of(1904, 1, 1);

    /** Sheets have no later one: 31 December 9999. */
    private static final double LAST_DAY = 2_958_466;

    private static final int MOST_PLAIN_DIGITS = 40;

    /** What a format has beside the marks of dates: quoted and escaped text, colours and conditions, filling. */
    private static final Pattern NO_MARKS = Pattern.compile("\"[^\"]*\"|\\\\.|_.|\\*.|\\[(?![hms]+\\])[^\\]]*\\]");

    private static final Pattern ELAPSED = Pattern.compile("\\[[hms]+\\]");
    private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    private final boolean from1904;
    private final char decimal;

    /** @param decimal the mark that numbers are to be written with, since it was said that they are */
    SheetCells(boolean from1904, char decimal) {
        this.from1904 = from1904;
        this.decimal = decimal;
    }

    /**
     * The value as text, null for none.
     *
     * @throws ledger.ProblemException if it is a formula whose value nobody has computed
     */
    String text(Cell cell) {
        if (cell == null || cell.getType() == CellType.EMPTY && cell.getRawValue() == null) {
            return null;
        }
        Object value = cell.getValue();
        if (cell.getFormula() != null && cell.getRawValue() == null && value == null) {
            throw CsvFile.refused(
                    "cell " + cell.getAddress() + " holds a formula that was never computed",
                    "open the file in a spreadsheet, save it, and send it again");
        }
        boolean lost = value == null && cell.getRawValue() != null;
        boolean error = cell.getType() == CellType.ERROR;
        if (error ? cell.getRawValue() == null : lost) {
            throw CsvFile.refused(
                    "cell " + cell.getAddress() + " of the workbook cannot be read",
                    "open the file in a spreadsheet, save it, and send it again");
        }
        if (error) {
            return cell.getRawValue();
        }
        if (value instanceof BigDecimal number) {
            return number(number.doubleValue(), cell);
        }
        if (value instanceof Boolean truth) {
            return truth.toString();
        }
        return value == null || value.toString().isEmpty() ? null : unescaped(value.toString());
    }

    private static String unescaped(String text) {
        if (!text.contains("_x")) {
            return text;
        }
        Matcher escaped = ESCAPED.matcher(text);
        return escaped.replaceAll(
                one -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(one.group(1), 16))));
    }

    private String number(double value, Cell cell) {
        String format = format(cell);
        if (value >= 0 && value < LAST_DAY) {
            if (ELAPSED.matcher(format).find()) {
                return elapsed(Math.round(value * MILLIS_A_DAY));
            }
            boolean date = format.indexOf('y') >= 0 || format.indexOf('d') >= 0 || monthAlone(format);
            boolean time = format.indexOf('h') >= 0 || format.indexOf('s') >= 0;
            if (date || time) {
                return moment(value, date, time);
            }
        }
        // The shortest text of the number that is kept; 1.1 is often kept as 1.1000000000000001.
        BigDecimal number = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        boolean plain = number.precision() - number.scale() <= MOST_PLAIN_DIGITS && number.scale() <= MOST_PLAIN_DIGITS;
        String text = plain ? number.toPlainString() : number.toString();
        return decimal == '.' ? text : text.replace('.', decimal);
    }

    private static boolean monthAlone(String format) {
        return format.contains("mmm");
    }

    /** The format without what is only decoration, in small letters; of the first section, which is for such numbers. */
    private static String format(Cell cell) {
        Integer id = cell.getDataFormatId();
        String format = cell.getDataFormatString();
        if (format == null) {
            format = id == null ? "" : builtIn(id);
        }
        String bare = NO_MARKS.matcher(format.toLowerCase(Locale.ROOT)).replaceAll("");
        int section = bare.indexOf(';');
        String first = section < 0 ? bare : bare.substring(0, section);
        return first.contains("general") || first.contains("standard") || first.contains("0") && !first.contains("s")
                ? ""
                : first;
    }

    /** Those that a workbook does not write down, also the ones of East Asia. */
    private static String builtIn(int id) {
        if (id >= 14 && id <= 17 || id >= 27 && id <= 31 || id >= 34 && id <= 36 || id >= 50 && id <= 58) {
            return "yyyy-mm-dd";
        }
        return switch (id) {
            case 18, 19, 20, 21, 32, 33, 45, 47 -> "hh:mm:ss";
            case 22 -> "yyyy-mm-dd hh:mm";
            case 46 -> "[h]:mm:ss";
            default -> "";
        };
    }

    private static String elapsed(long millis) {
        Duration length = Duration.ofMillis(millis);
        String text = "%d:%02d:%02d".formatted(length.toHours(), length.toMinutesPart(), length.toSecondsPart());
        return length.toMillisPart() == 0 ? text : text + ".%03d".formatted(length.toMillisPart());
    }

    private String moment(double value, boolean date, boolean time) {
        long millis = Math.round(value * MILLIS_A_DAY);
        long day = Math.floorDiv(millis, (long) MILLIS_A_DAY);
        LocalTime clock = LocalTime.ofNanoOfDay(Math.floorMod(millis, (long) MILLIS_A_DAY) * 1_000_000);
        DateTimeFormatter clockText =
                DateTimeFormatter.ofPattern(clock.getNano() == 0 ? "HH:mm:ss" : "HH:mm:ss.SSS", Locale.ROOT);
        if (!date && day == 0) {
            return clock.format(clockText);
        }
        LocalDate first = from1904 ? BEGINNING_OF_1904 : BEGINNING;
        LocalDateTime moment = first.plusDays(!from1904 && day < FIRST_OF_MARCH_1900 ? day + 1 : day)
                .atTime(clock);
        boolean midnight = clock.equals(LocalTime.MIDNIGHT);
        return midnight && !time
                ? moment.toLocalDate().toString()
                : moment.toLocalDate() + " " + clock.format(clockText);
    }
}

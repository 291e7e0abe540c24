package ingest;

import ingest.value.BooleanReader;
import ingest.value.DateReader;
import ingest.value.NumberReader;
import java.util.regex.Pattern;
import rows.load.UnfitValue;
import rows.load.ValueReader;

/** Values as somebody told that they are written, spelt as the server would write them; for one thread. */
final class ToldSpelling {

    /** Where nothing was told. */
    static final ToldSpelling NONE = new ToldSpelling(null, null, null);

    /** Part of a code and not of a number. */
    private static final Pattern CODE = Pattern.compile("(\\+|-?0[0-9]).*", Pattern.DOTALL);

    private static final String NO_VALUE = "";

    private final ValueReader numbers;
    private final ValueReader moments;
    private final ValueReader truths;

    private ToldSpelling(ValueReader numbers, ValueReader moments, ValueReader truths) {
        this.numbers = numbers;
        this.moments = moments;
        this.truths = truths;
    }

    static ToldSpelling of(ToldValues told) {
        return new ToldSpelling(
                told.marks() == null
                        ? null
                        : new NumberReader(told.marks(), told::marks, NumberReader.Kind.NUMERIC, "numeric", '.', true),
                told.dates() == null ? null : new DateReader(told.dates(), told::dates, "date", null),
                told.trueWords().isEmpty() && told.falseWords().isEmpty()
                        ? null
                        : new BooleanReader(told.trueWords(), told.falseWords()));
    }

    /** Whether somebody told how numbers are written. */
    boolean tellsNumbers() {
        return numbers != null;
    }

    /** The text as a number; nothing if it cannot be one as numbers were told to be written. */
    String number(String text) {
        return CODE.matcher(text).matches() ? NO_VALUE : read(numbers, text);
    }

    /** The same as a date or a time. */
    String moment(String text) {
        return read(moments, text);
    }

    /** The same as true or false. */
    String truth(String text) {
        return read(truths, text);
    }

    private static String read(ValueReader reader, String text) {
        try {
            return reader == null ? text : reader.read(text);
        } catch (UnfitValue unfit) {
            return NO_VALUE;
        }
    }
}

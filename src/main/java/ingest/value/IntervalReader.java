package ingest.value;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rows.load.UnfitValue;
import rows.load.ValueReader;

/** Sees to it that a comma before a fraction is one: PostgreSQL takes it for a blank, and {@code 1,5 h} for a day and five hours. */
public final class IntervalReader implements ValueReader {

    private static final Pattern COMMA = Pattern.compile("(?<=[0-9]),(?=[0-9])");

    private final boolean commas;

    /** @param marks within numbers, or null if nothing says them */
    public IntervalReader(NumberMarks marks) {
        commas = marks != null && marks.decimal() == ',';
    }

    @Override
    public boolean everyText() {
        return true;
    }

    @Override
    public String read(String text) throws UnfitValue {
        if (text.indexOf(',') < 0) {
            return text;
        }
        Matcher comma = COMMA.matcher(text);
        if (!comma.find()) {
            return text;
        }
        if (!commas) {
            throw UnfitValue.date(text, "is an interval only if somebody says what its comma means: decimal=,");
        }
        return comma.replaceAll(".");
    }
}

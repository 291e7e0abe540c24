package ingest.value;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import rows.load.ValueReader;

/** Reads the words that were told for true and false; others are left to the database, which has its own. */
public final class BooleanReader implements ValueReader {

    private final Map<String, String> told = new HashMap<>();

    /** @param trueWords in small letters, as {@code falseWords} */
    public BooleanReader(Set<String> trueWords, Set<String> falseWords) {
        trueWords.forEach(word -> told.put(word, "true"));
        falseWords.forEach(word -> told.put(word, "false"));
    }

    @Override
    public boolean everyText() {
        return true;
    }

    @Override
    public String read(String text) {
        String meant = told.get(text);
        if (meant == null) {
            meant = told.get(text.strip().toLowerCase(Locale.ROOT));
        }
        return meant == null ? text : meant;
    }
}

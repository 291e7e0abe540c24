package ingest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Databases;
import rows.load.LoadMode;

/**
 * How something is to be loaded. Written down as it was said.
 *
 * @param said the texts that all others were read from
 * @param database into which, by its name
 * @param again load the same bytes once more even though this table holds them
 * @param key the unique constraint, or its columns, by which an upsert finds rows; null for the primary key
 * @param replaceMinPercent how much of what was there a replace must bring, 0 to 100; empty for the setting
 * @param create make the table if it is not there
 * @param types types of columns of a table that is made, by column
 * @param csv the structure of the file
 * @param values how the file writes values
 */
public record LoadOptions(
        OptionTexts said,
        LoadMode mode,
        String database,
        boolean again,
        String key,
        OptionalDouble replaceMinPercent,
        boolean create,
        Map<String, String> types,
        CsvOptions csv,
        ValueOptions values) {

    public static final LoadOptions DEFAULT = read(OptionTexts.NONE);

    public LoadOptions {
        Objects.requireNonNull(said, "said");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(replaceMinPercent, "replaceMinPercent");
        Objects.requireNonNull(csv, "csv");
        Objects.requireNonNull(values, "values");
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }

    /**
     * Options as users write them.
     *
     * @throws ProblemException if one of them makes no sense
     */
    @JsonCreator
    public static LoadOptions read(OptionTexts texts) {
        if (texts.text("key").isPresent()
                && texts.text("mode").filter("upsert"::equalsIgnoreCase).isEmpty()) {
            throw malformed("key is by which an upsert finds rows: say mode=upsert, or leave key out");
        }
        return new LoadOptions(
                texts,
                texts.text("mode").map(LoadOptions::mode).orElse(LoadMode.INSERT),
                texts.text("database").orElse(Databases.MAIN),
                texts.flag("again"),
                texts.text("key").orElse(null),
                texts.text("replace-min-percent").map(LoadOptions::percent).orElse(OptionalDouble.empty()),
                texts.flag("create"),
                texts.text("types").map(LoadOptions::types).orElse(Map.of()),
                CsvOptions.read(texts),
                ValueOptions.read(texts));
    }

    /** As they are written down. */
    @JsonValue
    OptionTexts texts() {
        return said;
    }

    private static LoadMode mode(String text) {
        try {
            return LoadMode.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw malformed("mode is insert, upsert or replace, not \"" + text + '"');
        }
    }

    private static OptionalDouble percent(String text) {
        if (!text.matches("[0-9]{1,3}(\\.[0-9]+)?") || Double.parseDouble(text) > 100) {
            throw malformed("replace-min-percent is a number from 0 to 100, not \"" + text + '"');
        }
        return OptionalDouble.of(Double.parseDouble(text));
    }

    /** {@code column:type} pairs, split at commas outside of parentheses, so that {@code n:numeric(10,2)} is one. */
    private static Map<String, String> types(String text) {
        Map<String, String> types = new LinkedHashMap<>();
        for (String pair :
                Arrays.stream(text.split(",(?![^(]*\\))")).map(String::strip).toList()) {
            int colon = pair.lastIndexOf(':');
            if (colon < 1 || colon == pair.length() - 1) {
                throw malformed("types are column:type, separated by commas, not \"" + pair + '"');
            }
            types.put(
                    pair.substring(0, colon).strip(), pair.substring(colon + 1).strip());
        }
        return types;
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(Problem.malformed(detail, null));
    }
}

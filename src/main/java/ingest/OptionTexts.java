package ingest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import ledger.Problem;
import ledger.ProblemException;
import ledger.UnknownName;

/**
 * What somebody said of a load, in the words that all doors share: parameters, form fields, command options, a profile and
 * {@code load.properties} are all this.
 *
 * @param said by name, in the order said; only names that there are
 */
public record OptionTexts(@JsonValue Map<String, List<String>> said) {

    /** Every option there is. */
    public static final Set<String> NAMES = Collections.unmodifiableSet(new TreeSet<>(List.of(
            "again",
            "booleans",
            "columns",
            "comment",
            "create",
            "database",
            "dates",
            "decimal",
            "delimiter",
            "empty",
            "encoding",
            "escape",
            "footer",
            "header",
            "key",
            "map",
            "mode",
            "null",
            "profile",
            "quote",
            "ragged",
            "replace-min-percent",
            "sheet",
            "skip",
            "thousands",
            "time-zone",
            "trim",
            "types",
            "unknown-columns")));

    /** Those that may be said more than once. */
    public static final Set<String> REPEATABLE = Set.of("map", "null");

    public static final OptionTexts NONE = new OptionTexts(Map.of());

    /** @throws ProblemException if one is unknown, or said twice where only one can hold */
    @JsonCreator
    public OptionTexts {
        Map<String, List<String>> copy = new TreeMap<>();
        said.forEach((name, texts) -> {
            if (!NAMES.contains(name)) {
                throw unknown(name, NAMES);
            }
            if (texts.size() > 1 && !REPEATABLE.contains(name)) {
                throw new ProblemException(Problem.malformed(name + " is said " + texts.size() + " times", null));
            }
            if (!texts.isEmpty()) {
                copy.put(name, List.copyOf(texts));
            }
        });
        said = Collections.unmodifiableMap(copy);
    }

    /** One option alone. */
    public static OptionTexts of(String name, String text) {
        return new OptionTexts(Map.of(name, List.of(text)));
    }

    /** These, and of {@code farther} what is not said here. */
    public OptionTexts over(OptionTexts farther) {
        Map<String, List<String>> all = new TreeMap<>(farther.said);
        all.putAll(said);
        return new OptionTexts(all);
    }

    /** All but one. */
    OptionTexts without(String name) {
        Map<String, List<String>> others = new TreeMap<>(said);
        others.remove(name);
        return new OptionTexts(others);
    }

    /** What was said, unless it was nothing. */
    public Optional<String> text(String name) {
        return texts(name).stream().findFirst();
    }

    /** All that was said, in order. */
    public List<String> texts(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(name);
        }
        return said.getOrDefault(name, List.of());
    }

    /**
     * Whether it was said to hold.
     *
     * @throws ProblemException if it is neither true nor false
     */
    public boolean flag(String name) {
        return text(name).map(text -> truth(name, text)).orElse(false);
    }

    private static boolean truth(String name, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new ProblemException(Problem.malformed(name + " is true or false, not \"" + text + '"', null));
        }
        return text.equals("true");
    }

    /** The refusal of a name that is none of these, with the nearest of them. */
    public static ProblemException unknown(String name, Set<String> known) {
        return new ProblemException(Problem.malformed(
                "there is no option \"" + name + '"', UnknownName.ways(name, new TreeSet<>(known), "one of ")));
    }
}

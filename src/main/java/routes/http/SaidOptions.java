package routes.http;

import ingest.OptionTexts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import ledger.Problem;
import ledger.ProblemException;
import rows.load.TextEncoding;

/**
 * How a call wants its rows loaded: by its query, by the fields of its form, and by the type of what it sends.
 *
 * @param texts options by name
 * @param table the table for all files, if it is said
 */
record SaidOptions(Map<String, List<String>> texts, Optional<String> table) {

    private static final Pattern IS_TEXT = Pattern.compile("(?i)text/|application/csv");

    /** The type's own words for options. */
    private static final Map<String, String> OF_A_TYPE = Map.of("charset", "encoding", "header", "header");

    /**
     * What the query and the fields of a form say, each of them known.
     *
     * @throws ProblemException 400, if both say the same
     */
    static SaidOptions of(HttpCall call, Map<String, List<String>> fields) {
        Map<String, List<String>> texts = new TreeMap<>(call.query().said());
        fields.forEach((name, values) -> {
            if (texts.put(name, values) != null) {
                throw new ProblemException(
                        Problem.malformed(name + " is said in the form and behind its path", "say it once"));
            }
        });
        return new SaidOptions(texts, Optional.ofNullable(texts.remove("table")).map(said -> said.get(0)));
    }

    /** The options alone. */
    OptionTexts options() {
        return new OptionTexts(texts);
    }

    /**
     * The same, and what the type of a body says of it.
     *
     * @param contentType or null
     * @throws ProblemException 400, if it contradicts what is said
     */
    OptionTexts withType(String contentType) {
        Map<String, List<String>> all = new TreeMap<>(texts);
        if (contentType != null && IS_TEXT.matcher(contentType).lookingAt()) {
            PartHead.parameters(contentType).forEach((name, value) -> {
                String option = OF_A_TYPE.get(name);
                if (option != null) {
                    List<String> said = all.put(option, List.of(value));
                    if (said != null && !same(said.get(0), value)) {
                        throw new ProblemException(Problem.malformed(
                                "the Content-Type says " + name + "=" + value + ", and " + option + " is "
                                        + said.get(0),
                                "say the same, or leave one of them out"));
                    }
                }
            });
        }
        return new OptionTexts(all);
    }

    private static boolean same(String one, String other) {
        return one.equalsIgnoreCase(other)
                || TextEncoding.named(one).isPresent()
                        && TextEncoding.named(one).equals(TextEncoding.named(other));
    }
}

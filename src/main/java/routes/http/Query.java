package routes.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import ledger.Problem;
import ledger.ProblemException;
import ledger.UnknownName;

/**
 * What a call says behind the question mark of its path. A semicolon is a character as any other: only {@code &} ends a
 * parameter.
 *
 * @param said by name, in the order said
 */
record Query(Map<String, List<String>> said) {

    static final Query NONE = new Query(Map.of());

    Query {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        said.forEach((name, texts) -> copy.put(name, List.copyOf(texts)));
        said = Collections.unmodifiableMap(copy);
    }

    /**
     * Reads it as it stands in the URI.
     *
     * @param text without the question mark, or null
     * @throws ProblemException 400, if something in it is not encoded as it should be
     */
    static Query read(String text) {
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        Map<String, List<String>> said = new LinkedHashMap<>();
        for (String parameter : text.split("&")) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
                said.computeIfAbsent(name, first -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
            }
        }
        return new Query(said);
    }

    private static String decoded(String text) {
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            refuseNul(decoded, "query");
            return decoded;
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.malformed("\"" + text + "\" in the query is not encoded", "write a percent sign as %25"));
        }
    }

    /** No text of a database holds one, and no name of a file. */
    static void refuseNul(String text, String where) {
        if (text.indexOf('\0') >= 0) {
            throw new ProblemException(Problem.malformed("the " + where + " holds a NUL character", "leave it away"));
        }
    }

    /** The last that was said under that name. */
    Optional<String> value(String name) {
        List<String> texts = said.getOrDefault(name, List.of());
        return texts.isEmpty() ? Optional.empty() : Optional.of(texts.get(texts.size() - 1));
    }

    /** What is said under each name, where each is said once. */
    Map<String, String> once() {
        only(said.keySet(), Set.of());
        Map<String, String> once = new LinkedHashMap<>();
        said.forEach((name, texts) -> once.put(name, texts.get(0)));
        return once;
    }

    /** Nothing but what is known is said, and each once but those that repeat. */
    void only(Set<String> known, Set<String> repeatable) {
        requireKnown("parameter", said, known, repeatable);
    }

    /**
     * Nothing that is said is left aside.
     *
     * @throws ProblemException 400, naming what is not known, said twice, or says nothing
     */
    static void requireKnown(String what, Map<String, List<String>> said, Set<String> known, Set<String> repeatable) {
        said.forEach((name, texts) -> {
            if (!known.contains(name)) {
                String hint =
                        known.isEmpty() ? "send no " + what : UnknownName.ways(name, new TreeSet<>(known), "one of ");
                throw new ProblemException(Problem.malformed("there is no " + what + " \"" + name + '"', hint));
            }
            if (!repeatable.contains(name)) {
                if (texts.size() > 1) {
                    throw new ProblemException(
                            Problem.malformed(name + " is said " + texts.size() + " times", "say it once"));
                }
                if (texts.get(0).isEmpty()) {
                    throw new ProblemException(
                            Problem.malformed(name + " is empty", "give it a value, or leave it out"));
                }
            }
        });
    }
}

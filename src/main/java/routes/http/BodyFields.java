package routes.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;

/** The members of a call's JSON body; whatever is not as it should be is the caller's mistake. */
final class BodyFields {

    private BodyFields() {}

    /** No database holds a NUL, neither in a name nor in what the ledger keeps of the question. */
    static JsonNode members(HttpCall call) {
        JsonNode body = call.json();
        if (Json.holdsNul(body)) {
            throw new ProblemException(Problem.malformed("the body holds a NUL character", null));
        }
        return body;
    }

    /** A name that is misspelt would be a restore that does something else than was asked. */
    static JsonNode known(JsonNode body, String... names) {
        body.fieldNames().forEachRemaining(name -> {
            if (!List.of(names).contains(name)) {
                throw new ProblemException(
                        Problem.malformed("there is no \"" + name + "\" here", "one of " + String.join(", ", names)));
            }
        });
        return body;
    }

    /** Nothing is guessed: what was meant for a dry run must not become a real one. */
    static boolean flag(JsonNode body, String name, boolean otherwise) {
        if (!body.hasNonNull(name)) {
            return otherwise;
        }
        if (!body.get(name).isBoolean()) {
            throw new ProblemException(Problem.malformed(name + " is true or false, not " + body.get(name), null));
        }
        return body.get(name).booleanValue();
    }

    static List<String> texts(JsonNode body, String name) {
        List<String> texts = new ArrayList<>();
        JsonNode given = body.path(name);
        if (given.isTextual()) {
            texts.add(given.asText());
        } else if (given.isArray()) {
            for (JsonNode text : given) {
                if (!text.isTextual()) {
                    throw new ProblemException(Problem.malformed(name + " is a list of names, not " + given, null));
                }
                texts.add(text.asText());
            }
        } else if (!given.isMissingNode() && !given.isNull()) {
            throw new ProblemException(Problem.malformed(name + " is a list of names", null));
        }
        return texts;
    }

    static String text(JsonNode body, String name, String otherwise) {
        if (!body.hasNonNull(name)) {
            return otherwise;
        }
        if (!body.get(name).isTextual()) {
            throw new ProblemException(Problem.malformed(name + " is a text, not " + body.get(name), null));
        }
        return body.get(name).asText();
    }

    static <E extends Enum<E>> E choice(JsonNode body, String name, Class<E> type, E otherwise) {
        if (!body.hasNonNull(name)) {
            return otherwise;
        }
        String text = body.get(name).asText();
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.malformed(
                    name + " cannot be \"" + text + '"',
                    "one of " + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT)));
        }
    }
}

package ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** What was written down as JSON that says its format, so that what another version wrote is told from what is damaged. */
public final class WrittenFormat {

    private WrittenFormat() {}

    /**
     * What was written.
     *
     * @param formats those that this version reads
     * @param what it speaks of, as a sentence begins
     * @param ofAnother what to do with what another version wrote
     * @param damaged said of a text that is none
     */
    public static <T> T read(
            String text, Class<T> type, Set<String> formats, String what, String ofAnother, Problem damaged) {
        try {
            JsonNode json = Json.read(text);
            if (!json.isObject()) {
                throw new ProblemException(damaged);
            }
            String said = json.path("format").asText();
            if (!formats.contains(said)) {
                throw new ProblemException(Problem.refused(
                        what + " has the format \"" + said + "\", not " + (formats.size() > 1 ? "one of " : "")
                                + String.join(", ", new TreeSet<>(formats)),
                        ofAnother));
            }
            return Json.read(text, type);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(damaged);
        }
    }
}

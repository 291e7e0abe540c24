package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One dead letter with all its columns.
 *
 * @param raw as it came, as far as a page has room for it
 * @param cut whether there is more of it
 * @param fields its columns, that at fault first
 */
public record LetterPage(String raw, boolean cut, List<Field> fields) {

    private static final int MOST = 20_000;

    /**
     * A column.
     *
     * @param lines whether its value has several lines, which need a field that keeps them
     * @param fits whether it can be edited on a page
     */
    public record Field(
            int place, String column, String value, boolean isNull, boolean lines, boolean fits, boolean fault) {}

    /** Of a letter as the API shows it. */
    public static LetterPage of(JsonNode letter) {
        List<Field> fields = new ArrayList<>();
        String fault = letter.path("column").asText("");
        letter.path("values").properties().forEach(one -> {
            JsonNode value = one.getValue();
            String text = value.isNull() ? "" : value.isValueNode() ? value.asText() : value.toString();
            boolean fits = text.length() <= MOST;
            boolean at = one.getKey().equals(fault);
            fields.add(
                    at ? 0 : fields.size(),
                    new Field(
                            fields.size(),
                            one.getKey(),
                            fits ? text : text.substring(0, 200) + "…",
                            value.isNull(),
                            text.contains("\n") || text.contains("\r"),
                            fits,
                            at));
        });
        String raw = letter.path("raw").asText();
        return new LetterPage(raw.length() <= MOST ? raw : raw.substring(0, MOST) + "…", raw.length() > MOST, fields);
    }
}

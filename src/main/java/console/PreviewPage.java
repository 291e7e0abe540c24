package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What files would become if they were loaded.
 *
 * @param sentence the answer
 * @param files in the order sent; empty where none was sent
 * @param button what loading them is called
 * @param replaces rows that would go, or null where none do
 */
public record PreviewPage(String sentence, List<File> files, String button, String replaces) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int WIDEST = 80;

    /**
     * One file.
     *
     * @param says how many of the first rows would go in
     * @param problem why it would be refused as it is, or null
     * @param found what was found out about how it is written
     * @param mapping where each field goes
     * @param made the columns of the table that would be made
     * @param absent columns that the file has nothing for
     */
    public record File(
            String name,
            String says,
            JsonNode problem,
            List<Found> found,
            List<Field> mapping,
            List<Made> made,
            List<String> columns,
            List<Line> lines,
            List<String> absent) {}

    /** {@code delimiter ;} and the like. */
    public record Found(String name, String value) {}

    /**
     * A field of the header.
     *
     * @param column where it goes, or empty if it is left out
     * @param choices the columns it could go to
     */
    public record Field(String name, String column, String type, String how, boolean known, List<String> choices) {}

    /**
     * A column that would be made.
     *
     * @param plain whether another type can be said for it
     */
    public record Made(String column, String type, String header, boolean plain) {}

    /**
     * A row as it would be loaded, or a letter.
     *
     * @param reason why it would be a letter, or null
     */
    public record Line(String number, List<Cell> cells, String reason) {}

    /** A value; {@code wrong} where it is what a letter is about. */
    public record Cell(String text, boolean wrong, boolean missing) {}

    /**
     * Of what the API's preview says of each file.
     *
     * @param previews null where nothing was sent
     */
    public static PreviewPage of(JsonNode previews, JsonNode tables) {
        if (previews == null) {
            return new PreviewPage("Load a file.", List.of(), "Load it", null);
        }
        List<File> files = new ArrayList<>();
        int refused = 0;
        String replaces = null;
        for (JsonNode preview : previews) {
            refused += preview.has("problem") ? 1 : 0;
            files.add(file(preview, previews.size() == 1));
            if (preview.path("mode").asText().equals("replace")) {
                replaces = replaces(preview.path("into").asText(), tables);
            }
        }
        JsonNode first = previews.path(0);
        String into = first.path("into").asText();
        String sentence = files.size() > 1
                ? files.size() - refused + " of " + files.size() + " files can be loaded."
                : files.get(0).name + (refused == 0 ? " can be loaded into " : " cannot be loaded as it is into ")
                        + into + ".";
        return new PreviewPage(
                sentence,
                files,
                replaces != null ? "Replace the rows of " + into : files.size() > 1 ? "Load them" : "Load into " + into,
                replaces);
    }

    private static String replaces(String table, JsonNode tables) {
        for (JsonNode one : tables) {
            if (one.path("table").asText().equals(table)) {
                return "All rows of " + table + ", about "
                        + new Words(Instant.now()).rows(one.path("rows").asLong())
                        + ", go, and those of the file take their place. What goes is kept: the run can be undone.";
            }
        }
        return null;
    }

    private static File file(JsonNode preview, boolean alone) {
        List<String> columns = new ArrayList<>();
        Map<String, String> types = new TreeMap<>();
        for (JsonNode column : preview.path("table")) {
            columns.add(column.path("column").asText());
            types.put(column.path("column").asText(), column.path("type").asText());
        }
        List<Made> made = new ArrayList<>();
        for (JsonNode one : preview.path("made")) {
            String name = one.path("column").asText();
            made.add(new Made(
                    name,
                    one.path("type").asText(),
                    one.path("header").asText(""),
                    alone && PLAIN.matcher(name).matches()));
        }
        List<Field> mapping = made.isEmpty() ? mapping(preview, types, alone ? columns : List.of()) : List.of();
        List<String> absent = new ArrayList<>(columns);
        preview.path("columns")
                .forEach(field -> absent.remove(field.path("column").asText()));
        return new File(
                preview.path("file").asText(),
                says(preview),
                preview.has("problem") ? preview.path("problem") : null,
                found(preview.path("dialect")),
                mapping,
                made,
                columns,
                lines(preview, columns),
                made.isEmpty() && !preview.path("columns").isEmpty() ? absent : List.of());
    }

    private static String says(JsonNode preview) {
        if (!preview.has("tried")) {
            return "Nothing of it would be loaded.";
        }
        Words say = new Words(Instant.now());
        long tried = preview.path("tried").asLong();
        long letters = preview.path("letters").size();
        return "Nothing is loaded yet. Of the first " + say.count(tried, "row") + ", " + say.rows(tried - letters)
                + " would go in and " + say.rows(letters) + " would become dead letters.";
    }

    private static List<Found> found(JsonNode dialect) {
        List<Found> found = new ArrayList<>();
        dialect.properties().forEach(one -> {
            if (one.getValue().isValueNode()) {
                String value = one.getValue().asText();
                found.add(new Found(one.getKey(), value.equals("\t") ? "tab" : value.equals("true") ? "yes" : value));
            }
        });
        return found;
    }

    private static List<Field> mapping(JsonNode preview, Map<String, String> types, List<String> choices) {
        List<Field> mapping = new ArrayList<>();
        for (JsonNode field : preview.path("columns")) {
            String name = field.path("field").asText("");
            String column = field.path("column").asText("");
            if (field.path("column").isNull()) {
                column = "";
            }
            mapping.add(new Field(
                    name,
                    column,
                    types.getOrDefault(column, "–"),
                    how(field.path("matched").asText()),
                    !field.path("matched").asText().equals("ignored"),
                    name.isEmpty() ? List.of() : choices));
        }
        return mapping;
    }

    private static String how(String matched) {
        return switch (matched) {
            case "exact" -> "same name";
            case "loose" -> "equal but for case, blanks or marks";
            case "mapped", "told" -> "as you said";
            case "position" -> "by its place";
            case "ignored" -> "no such column";
            default -> matched;
        };
    }

    /** Rows and letters, in the order of the file. */
    private static List<Line> lines(JsonNode preview, List<String> columns) {
        Map<Long, List<Line>> lines = new TreeMap<>();
        for (JsonNode row : preview.path("rows")) {
            add(lines, row, columns, null, "");
        }
        for (JsonNode letter : preview.path("letters")) {
            add(
                    lines,
                    letter,
                    columns,
                    letter.path("reason").asText(),
                    letter.path("column").asText(""));
        }
        return lines.values().stream().flatMap(List::stream).limit(WIDEST).toList();
    }

    private static void add(
            Map<Long, List<Line>> lines, JsonNode row, List<String> columns, String reason, String wrong) {
        List<Cell> cells = new ArrayList<>();
        for (String column : columns) {
            JsonNode value = row.path("values").path(column);
            boolean missing = value.isMissingNode() || value.isNull();
            String text = missing ? "" : value.isValueNode() ? value.asText() : value.toString();
            cells.add(new Cell(
                    text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…",
                    reason != null && column.equals(wrong),
                    missing));
        }
        JsonNode line = row.path("line");
        lines.computeIfAbsent(line.asLong(Long.MAX_VALUE), place -> new ArrayList<>())
                .add(new Line(line.isNumber() ? line.asText() : "–", cells, reason));
    }
}

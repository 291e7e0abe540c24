package ingest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.Problem;
import ledger.ProblemException;
import rows.load.Dialect;

/**
 * What the caller says of which fields go into which columns; what is empty is found out by the header.
 *
 * @param order the columns of the fields in their order, {@code -} for one that is left out; empty if not said
 * @param renamed columns by the names that the file has for them, {@code -} for one that is left out
 * @param ignoreUnknown whether fields that name no column are left out rather than the file refused
 */
public record ColumnOptions(List<String> order, Map<String, String> renamed, boolean ignoreUnknown) {

    /** Stands where a field goes into no column. */
    static final String LEFT_OUT = "-";

    static final ColumnOptions DEFAULT = new ColumnOptions(List.of(), Map.of(), false);

    public ColumnOptions {
        order = List.copyOf(order);
        renamed = Map.copyOf(renamed);
    }

    /**
     * Options as users write them.
     *
     * @throws ProblemException if one of them makes no sense, or they contradict each other
     */
    static ColumnOptions read(OptionTexts texts) {
        List<String> order = texts.text("columns").map(ColumnOptions::order).orElse(List.of());
        Map<String, String> renamed = new LinkedHashMap<>();
        for (String pair : texts.texts("map")) {
            int colon = pair.lastIndexOf(':');
            if (colon < 1 || pair.substring(colon + 1).isBlank()) {
                throw malformed("map is a name in the file, a colon and a column, not \"" + pair + '"');
            }
            if (renamed.put(pair.substring(0, colon), pair.substring(colon + 1).strip()) != null) {
                throw malformed("map names \"" + pair.substring(0, colon) + "\" twice");
            }
        }
        if (!renamed.isEmpty() && !order.isEmpty()) {
            throw malformed("columns and map are both said: one tells the fields by place, the other by name");
        }
        Optional<String> header = texts.text("header").filter(text -> text.equalsIgnoreCase("absent"));
        if (!renamed.isEmpty() && header.isPresent()) {
            throw malformed("map is said with header=absent: without a header no field has a name");
        }
        return new ColumnOptions(
                order,
                renamed,
                texts.text("unknown-columns").map(ColumnOptions::ignore).orElse(false));
    }

    /** Names between commas; one that holds a comma is quoted, as in a CSV file. */
    private static List<String> order(String text) {
        List<String> names;
        try {
            names = Arrays.stream(Dialect.OURS.fields(text))
                    .map(name -> name == null ? "" : name.strip())
                    .toList();
        } catch (RuntimeException unreadable) {
            throw malformed("columns are names between commas, not \"" + text + '"');
        }
        if (names.contains("")) {
            throw malformed("columns has an empty name; - leaves a field out");
        }
        if (names.stream().allMatch(LEFT_OUT::equals)) {
            throw malformed("columns leaves every field out");
        }
        return names;
    }

    private static boolean ignore(String text) {
        return switch (text) {
            case "ignore" -> true;
            case "refuse" -> false;
            default -> throw malformed("unknown-columns is refuse or ignore, not \"" + text + '"');
        };
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(Problem.malformed(detail, null));
    }
}

package ingest;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import postgres.Column;
import postgres.Table;

/** The columns of a table by the names that files have for them. */
final class ColumnNames {

    private static final int MOST_LISTED = 100;
    private static final int LONGEST_SHOWN = 60;

    /** Each overlooks more than the one before. */
    private static final List<UnaryOperator<String>> SPELLINGS = List.of(
            name -> name,
            name -> visible(name).strip(),
            name -> lower(visible(name).strip()),
            name -> lower(visible(name)).replaceAll("[\\s\\p{Z}_\\p{Pd}]+", ""));

    private final List<Column> columns;
    /** For each spelling the columns that have a name in it. */
    private final List<Map<String, List<Column>>> spelt;

    ColumnNames(Table table) {
        columns = table.columns();
        spelt = SPELLINGS.stream()
                .map(spelling ->
                        columns.stream().collect(Collectors.groupingBy(column -> spelling.apply(column.name()))))
                .toList();
    }

    /**
     * The only column that the name can mean.
     *
     * @return empty also where several are meant as well as each other
     */
    Optional<Column> find(String name) {
        if (name == null) {
            return Optional.empty();
        }
        for (int i = 0; i < SPELLINGS.size(); i++) {
            String wanted = SPELLINGS.get(i).apply(name);
            List<Column> alike = wanted.isEmpty() ? List.of() : spelt.get(i).getOrDefault(wanted, List.of());
            if (!alike.isEmpty()) {
                return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Whether two names are one name spelt in different ways. */
    static boolean alike(String one, String other) {
        UnaryOperator<String> loosest = SPELLINGS.get(SPELLINGS.size() - 1);
        return one.equals(other)
                || !loosest.apply(one).isEmpty() && loosest.apply(one).equals(loosest.apply(other));
    }

    /** The column that was probably meant: one is part of the other, or few letters differ. */
    Optional<Column> nearest(String name) {
        String wanted = letters(name);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        return columns.stream()
                .filter(column -> distance(wanted, letters(column.name())) <= 1)
                .min(Comparator.comparingDouble(column -> distance(wanted, letters(column.name()))));
    }

    /** Below 1 if the names are near to each other. */
    private static double distance(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        int longer = Math.max(one.length(), other.length());
        double edits = LevenshteinDistance.getDefaultInstance().apply(one, other);
        if (shorter >= 3 && (one.contains(other) || other.contains(one))) {
            return edits / longer / 2;
        }
        return edits * 2 > longer ? 2 : edits / longer;
    }

    private static String letters(String name) {
        return lower(visible(name)).replaceAll("[^\\p{L}\\p{N}]+", "");
    }

    /** Composed, and without what cannot be seen: control and format characters, such as marks of byte order. */
    private static String visible(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .replaceAll("[\\p{Cc}\\p{Cf}]+", "")
                .replaceAll("\\p{Z}", " ");
    }

    private static String lower(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** All of them as a message lists them. */
    String listed() {
        return columns.stream().limit(MOST_LISTED).map(Column::name).collect(Collectors.joining(", "))
                + (columns.size() > MOST_LISTED ? ", … (" + columns.size() + " in all)" : "");
    }

    /** A text of a file as a message quotes it. */
    static String shown(String text) {
        String shown = text == null ? "" : text.replace("\0", "\\0").replaceAll("[\\p{Cc}\\p{Cf}]", "\uFFFD");
        return '"' + (shown.length() <= LONGEST_SHOWN ? shown : shown.substring(0, LONGEST_SHOWN) + "…") + '"';
    }
}

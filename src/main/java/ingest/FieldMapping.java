package ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import ledger.Json;
import postgres.Column;

/**
 * Which field of every record goes into which column.
 *
 * @param headed whether the first record is a header, and so no row
 * @param fields in the order of the file
 */
record FieldMapping(boolean headed, List<Field> fields) {

    /** More would make the run longer than its file. */
    private static final int MOST_TOLD = 200;

    private static final Set<How> QUIET = Set.of(How.EXACT, How.POSITION);

    /** Why a field goes where it goes. */
    enum How {
        /** The header has the column's name. */
        EXACT,
        /** The header has it in another case, or with other blanks, invisible characters or marks between words. */
        LOOSE,
        /** {@code map=} says so. */
        MAPPED,
        /** {@code columns=} says so. */
        TOLD,
        /** The table was made with this column for it. */
        MADE,
        /** The file has no header, and its fields are as the table's columns. */
        POSITION,
        /** It names no column, and {@code unknown-columns=ignore} was said. */
        IGNORED
    }

    /**
     * One field.
     *
     * @param name what the header calls it, or null without one
     * @param column where it goes, or null if it is left out
     */
    record Field(String name, Column column, How how) {

        Field {
            Objects.requireNonNull(how, "how");
        }

        /** Whether its values are written. */
        boolean written() {
            return column != null && !column.generated();
        }
    }

    FieldMapping {
        fields = List.copyOf(fields);
    }

    /** The column of every field, null for one that is not written; or null where columns go by their place alone. */
    List<String> names() {
        return fields.stream().anyMatch(field -> field.how() == How.POSITION)
                ? null
                : fields.stream()
                        .map(field -> field.written() ? field.column().name() : null)
                        .toList();
    }

    /** The same as what is to be done with every record. */
    FieldPlan plan() {
        return FieldPlan.of(fields.stream().map(Field::column).toList());
    }

    /** As runs and previews tell it; of very many fields those whose names are not the columns'. */
    ArrayNode told() {
        ArrayNode told = Json.mapper().createArrayNode();
        for (Field field : fields) {
            if (fields.size() > MOST_TOLD && (QUIET.contains(field.how()))) {
                continue;
            }
            ObjectNode one = told.addObject();
            if (field.name() != null) {
                one.put("field", field.name().replace('\0', '\uFFFD'));
            }
            one.put("column", field.column() == null ? null : field.column().name());
            one.put("matched", field.how().name().toLowerCase(Locale.ROOT));
        }
        return told;
    }
}

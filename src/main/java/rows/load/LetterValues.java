package rows.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;
import ledger.Json;
import postgres.Column;
import postgres.Table;

/** What a dead letter keeps of a record: its fields by name where it is known what they are, else by number. */
public final class LetterValues {

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private LetterValues() {}

    /**
     * The fields of a record whose shape is at fault.
     *
     * @param names the column of each field that there should be, null for one that is left out; or null where it is not
     *     known
     */
    public static ObjectNode of(Table table, List<String> names, String[] fields) {
        String mark = table.columns().stream().map(Column::name).anyMatch(name -> NUMBER.matcher(name)
                        .matches())
                ? "field "
                : "";
        ObjectNode values = Json.mapper().createObjectNode();
        for (int i = 0; i < fields.length; i++) {
            boolean known = names != null && i < names.size();
            String name = known ? names.get(i) : mark + (i + 1);
            if (name != null) {
                values.put(name, fields[i]);
            }
        }
        return values;
    }
}

package ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ingest.FieldMapping.Field;
import ingest.FieldMapping.How;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import postgres.Column;
import postgres.Table;

/**
 * A table that a file would fit into.
 *
 * @param headed whether the first record of the file is a header
 * @param fields for each field its column, empty where it is left out
 * @param quotedGaps whether a gap in quotes stands in the file, which is null in columns that are no text
 */
record InferredTable(boolean headed, List<Optional<MadeColumn>> fields, boolean quotedGaps) {

    InferredTable {
        fields = List.copyOf(fields);
    }

    /** The columns in the order of the file. */
    List<MadeColumn> columns() {
        return fields.stream().flatMap(Optional::stream).toList();
    }

    /** The same with the types that somebody told. */
    InferredTable with(ToldTypes told) {
        Iterator<MadeColumn> typed = told.over(columns()).iterator();
        List<Optional<MadeColumn>> anew = new ArrayList<>();
        fields.forEach(field -> anew.add(field.map(column -> typed.next())));
        return new InferredTable(headed, anew, quotedGaps);
    }

    /** Which field goes where in the table as it was made. */
    FieldMapping mapping(Table table) {
        Iterator<Column> columns = table.columns().iterator();
        return new FieldMapping(
                headed,
                fields.stream()
                        .map(field -> field.map(made -> field(made, columns.next()))
                                .orElseGet(() -> new Field(null, null, How.TOLD)))
                        .toList());
    }

    private static Field field(MadeColumn made, Column column) {
        return new Field(made.header(), column, column.name().equals(made.header()) ? How.EXACT : How.MADE);
    }

    /** Lists the columns as {@code made}; where the file has another name for one, also that. */
    void tell(ObjectNode detail) {
        ArrayNode made = detail.putArray("made");
        for (MadeColumn column : columns()) {
            ObjectNode said = made.addObject().put("column", column.name()).put("type", column.type());
            if (column.header() != null && !column.name().equals(column.header())) {
                said.put("header", column.header().replace('\0', '\uFFFD'));
            }
        }
    }
}

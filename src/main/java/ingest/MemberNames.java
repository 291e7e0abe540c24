package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.Json;
import postgres.Column;
import postgres.Table;

/** Rows of JSON by the names that their table's columns have, however the members are spelt. */
final class MemberNames {

    private final Table table;
    private final ColumnNames columns;
    private final ColumnOptions options;
    private final List<String> order;
    /** By member; empty for one that is left out. */
    private final Map<String, Optional<String>> known = new HashMap<>();

    MemberNames(Table table, ColumnOptions options) {
        this.table = table;
        this.options = options;
        columns = new ColumnNames(table);
        order = options.order().isEmpty()
                ? table.writable().stream().map(Column::name).toList()
                : options.order();
    }

    /** Why something is no row, behind its name; cheap, since there may be millions. */
    static final class NoRow extends Exception {

        private static final long serialVersionUID = 1;

        NoRow(String message) {
            super(message, null, false, false);
        }
    }

    Table table() {
        return table;
    }

    /**
     * The row's values by column. A member that names no column keeps its name, unless it is to be left out.
     *
     * @throws NoRow if it is neither an object nor an array with a value for each column in order
     */
    ObjectNode row(JsonNode row) throws NoRow {
        if (row instanceof ObjectNode object) {
            return named(object);
        }
        if (row == null || !row.isArray()) {
            throw new NoRow("is neither an object nor an array");
        }
        if (order.isEmpty()) {
            throw new NoRow("is an array, and nothing names its columns");
        }
        if (row.size() != order.size()) {
            throw new NoRow("has " + row.size() + " values instead of " + order.size());
        }
        ObjectNode values = Json.mapper().createObjectNode();
        for (int i = 0; i < order.size(); i++) {
            String column = order.get(i);
            if (!column.equals(ColumnOptions.LEFT_OUT)) {
                values.set(column, row.get(i));
            }
        }
        return named(values);
    }

    private ObjectNode named(ObjectNode row) {
        ObjectNode values = Json.mapper().createObjectNode();
        for (Map.Entry<String, JsonNode> member : row.properties()) {
            Optional<String> column = known.computeIfAbsent(member.getKey(), this::column);
            if (column.isPresent() && values.has(column.get())) {
                // Neither of two members that mean one column is more right: as they came in the row is told of.
                return row;
            }
            column.ifPresent(name -> values.set(name, member.getValue()));
        }
        return values;
    }

    private Optional<String> column(String member) {
        Optional<String> mapped = options.renamed().entrySet().stream()
                .filter(pair -> ColumnNames.alike(pair.getKey(), member))
                .map(Map.Entry::getValue)
                .findFirst();
        if (mapped.filter(ColumnOptions.LEFT_OUT::equals).isPresent()) {
            return Optional.empty();
        }
        Optional<String> found = columns.find(mapped.orElse(member)).map(Column::name);
        return found.isPresent() || options.ignoreUnknown() ? found : Optional.of(mapped.orElse(member));
    }
}

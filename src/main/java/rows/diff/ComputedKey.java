package rows.diff;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postgres.Column;
import postgres.Identifier;
import postgres.definition.ColumnDefinition;

/**
 * Columns of a primary key that the server computes: they are not kept, and are computed again of the rows that were.
 *
 * @param kept the columns that are
 * @param computed those that are not
 */
record ComputedKey(List<String> kept, List<ColumnDefinition> computed) {

    static ComputedKey of(RowSource source) {
        List<String> kept = source.columns().stream().map(Column::name).toList();
        return new ComputedKey(
                kept,
                source.definition().columns().stream()
                        .filter(column -> source.key().contains(column.name())
                                && !kept.contains(column.name())
                                && column.generated() != null)
                        .toList());
    }

    boolean isNone() {
        return computed.isEmpty();
    }

    /** The kept rows with these columns. */
    String added(String relation) {
        if (isNone()) {
            return relation;
        }
        return "(select "
                + Stream.concat(
                                kept.stream().map(Identifier::quote),
                                computed.stream()
                                        .map(column -> "(" + column.generated().expression() + ")::" + column.type()
                                                + " as " + Identifier.quote(column.name())))
                        .collect(Collectors.joining(", "))
                + " from " + relation + " w)";
    }
}

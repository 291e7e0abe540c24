package ingest;

import java.util.List;
import java.util.stream.IntStream;
import postgres.Column;

/**
 * Which fields of a record go into which columns.
 *
 * @param expected fields that a record should have
 * @param columns where values go, in the order they are written
 * @param sources the field of each of them
 */
record FieldPlan(int expected, List<Column> columns, int[] sources) {

    /** @param fields the column of every field in order, null for one that is left out */
    static FieldPlan of(List<Column> fields) {
        int[] sources = IntStream.range(0, fields.size())
                .filter(i -> fields.get(i) != null && !fields.get(i).generated())
                .toArray();
        List<Column> columns = IntStream.of(sources).mapToObj(fields::get).toList();
        return new FieldPlan(fields.size(), columns, sources);
    }

    /** Whether every field goes into a column. */
    boolean takesAll() {
        return sources.length == expected;
    }

    /** The names of the columns, in the order they are written. */
    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }
}

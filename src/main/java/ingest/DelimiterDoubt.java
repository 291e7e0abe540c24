package ingest;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import postgres.Column;
import postgres.Table;

/** Which of several delimiters cuts a file that all of them cut as evenly. */
final class DelimiterDoubt {

    private static final int LONGEST_SHOWN = 60;

    private DelimiterDoubt() {}

    /**
     * The cut that leaves the least without sense; the one whose records may be rows where those of the others may not; for a table that is to be made, the one that
     * finds more.
     *
     * @param table what the file is for, or null for one that is to be made
     * @param order what its fields were said to be, empty if nothing was
     * @throws ledger.ProblemException if nothing tells them apart
     */
    static Shape settle(List<Shape> alike, Table table, List<String> order) {
        List<Shape> sound = best(alike, shape -> shape.times() - shape.faults());
        List<Shape> best = best(sound, shape -> merit(shape, table, order));
        if (best.size() == 1) {
            return best.get(0);
        }
        throw CsvFile.refused(
                "the file may be cut by "
                        + best.stream().map(DelimiterDoubt::shown).collect(Collectors.joining(", or by ")),
                "say which, as in delimiter=" + name(best.get(0)));
    }

    private static List<Shape> best(List<Shape> shapes, ToLongFunction<Shape> merit) {
        long most = shapes.stream().mapToLong(merit).max().orElse(0);
        return shapes.stream().filter(shape -> merit.applyAsLong(shape) == most).toList();
    }

    private static long merit(Shape shape, Table table, List<String> order) {
        if (table == null) {
            return shape.usual();
        }
        List<Column> columns = columns(shape, table, order);
        return shape.seen().stream().filter(record -> mayBeRow(record, columns)).count();
    }

    private static List<Column> columns(Shape shape, Table table, List<String> order) {
        if (order.isEmpty()) {
            return shape.usual() == table.columns().size() ? table.columns() : table.writable();
        }
        ColumnNames names = new ColumnNames(table);
        return order.stream().map(name -> names.find(name).orElse(null)).toList();
    }

    private static boolean mayBeRow(Shape.Seen record, List<Column> columns) {
        if (!record.readable() || record.width() != columns.size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i) != null && !ValueLook.may(record.fields()[i], columns.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String name(Shape shape) {
        return ControlCharacters.show(shape.structure().delimiter()).replace("\t", "tab");
    }

    private static String shown(Shape shape) {
        Shape.Seen first = shape.seen().get(0);
        return name(shape) + ", so that line " + first.line() + " reads "
                + Arrays.stream(first.fields() == null ? new String[] {first.raw()} : first.fields())
                        .map(field -> field == null ? "" : field)
                        .map(field -> field.length() > LONGEST_SHOWN ? field.substring(0, LONGEST_SHOWN) + "…" : field)
                        .map(ColumnNames::shown)
                        .collect(Collectors.joining(" "));
    }
}

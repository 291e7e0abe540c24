package rows.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postgres.Column;

/**
 * The columns of two states of a table, paired by their names: a source, such as a snapshot, and a target, such as the
 * live table. Nothing of it is dropped without a word: every answer lists what one of them lacks.
 *
 * @param common columns that both have, in the source's order
 * @param lost columns of the source that the target has not
 * @param gained columns of the target that the source has not
 */
public record ColumnPairs(List<Pair> common, List<Column> lost, List<Column> gained) {

    /** A column on both sides. */
    public record Pair(Column source, Column target) {

        public String name() {
            return source.name();
        }

        /** Whether its type is another on the target, whatever the domains are called. */
        public boolean isRetyped() {
            return !source.plainType().equals(target.plainType());
        }
    }

    public ColumnPairs {
        common = List.copyOf(common);
        lost = List.copyOf(lost);
        gained = List.copyOf(gained);
    }

    /** Pairs them; a column that is not to count, such as one that the server computes, is left out by the caller. */
    public static ColumnPairs of(List<Column> source, List<Column> target) {
        List<Pair> common = new ArrayList<>();
        List<Column> lost = new ArrayList<>();
        for (Column column : source) {
            Optional<Column> other = named(target, column.name());
            if (other.isPresent()) {
                common.add(new Pair(column, other.get()));
            } else {
                lost.add(column);
            }
        }
        return new ColumnPairs(
                common,
                lost,
                target.stream()
                        .filter(column -> named(source, column.name()).isEmpty())
                        .toList());
    }

    private static Optional<Column> named(List<Column> columns, String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** The common columns as the source has them. */
    public List<Column> columns() {
        return common.stream().map(Pair::source).toList();
    }

    /** The common column of that name. */
    public Pair pair(String name) {
        return common.stream()
                .filter(pair -> pair.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public boolean isRetyped(Column column) {
        return common.stream().anyMatch(pair -> pair.name().equals(column.name()) && pair.isRetyped());
    }

    public List<String> lostNames() {
        return names(lost);
    }

    public List<String> gainedNames() {
        return names(gained);
    }

    /** The common columns whose type is another on the target. */
    public List<String> retypedNames() {
        return common.stream().filter(Pair::isRetyped).map(Pair::name).toList();
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    /** Whether both have the same columns, of the same types. */
    public boolean isSame() {
        return hashesCompare() && gained.isEmpty();
    }

    /** Whether hashes over the source's columns can be compared as they are. */
    public boolean hashesCompare() {
        return lost.isEmpty() && common.stream().noneMatch(Pair::isRetyped);
    }
}

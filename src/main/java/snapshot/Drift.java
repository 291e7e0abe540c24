package snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postgres.Column;
import postgres.Table;

/**
 * How a live table's columns differ from those of a snapshot. Nothing of it is dropped without a word: every answer lists it.
 *
 * @param common columns that both have, as the snapshot has them
 * @param lost columns of the snapshot that the live table has not, or computes now
 * @param gained columns of the live table that the snapshot has not; they take their default
 * @param retyped common columns whose type is another now
 */
public record Drift(List<Column> common, List<String> lost, List<String> gained, List<String> retyped) {

    static Drift between(List<Column> kept, Table live) {
        List<Column> common = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        List<String> retyped = new ArrayList<>();
        for (Column column : kept) {
            Optional<Column> now = live.writable().stream()
                    .filter(other -> other.name().equals(column.name()))
                    .findFirst();
            if (now.isEmpty()) {
                lost.add(column.name());
            } else {
                common.add(column);
                if (!now.get().plainType().equals(column.plainType())) {
                    retyped.add(column.name());
                }
            }
        }
        List<String> gained = live.writable().stream()
                .map(Column::name)
                .filter(name -> kept.stream().noneMatch(column -> column.name().equals(name)))
                .toList();
        return new Drift(List.copyOf(common), List.copyOf(lost), gained, List.copyOf(retyped));
    }

    /** Whether hashes of the two can be compared as they are. */
    boolean hashesCompare() {
        return lost.isEmpty() && retyped.isEmpty();
    }

    public boolean isRetyped(Column column) {
        return retyped.contains(column.name());
    }
}

package dumps.merge;

import dumps.DumpColumn;
import dumps.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Asks two files which of them is the later one. */
final class Witness {

    private Witness() {}

    /** What they say, the strongest first; {@code agrees} where the second is the later one. */
    static List<Evidence> all(FileFacts first, FileFacts second) {
        List<Evidence> all = new ArrayList<>();
        for (Evidence.Kind kind : Evidence.Kind.values()) {
            of(kind, first, second).ifPresent(all::add);
        }
        return all;
    }

    /** What they say of one kind; empty if nothing, or both. */
    static Optional<Evidence> of(Evidence.Kind kind, FileFacts first, FileFacts second) {
        return switch (kind) {
            case STATED_TIME -> statedTime(first, second);
            case HIGHEST_TIME -> highestTime(first, second);
            case GROWING_KEY -> growingKey(first, second);
            case SCHEMA_DRIFT -> drift(first, second);
        };
    }

    private static Optional<Evidence> statedTime(FileFacts first, FileFacts second) {
        if (first.statedAt() == null
                || second.statedAt() == null
                || first.statedAt().equals(second.statedAt())) {
            return Optional.empty();
        }
        return Optional.of(new Evidence(
                Evidence.Kind.STATED_TIME,
                null,
                first.file().completedAt(),
                second.file().completedAt(),
                first.statedAt() < second.statedAt()));
    }

    private static Map<TableId, TableFacts> shared(FileFacts one, FileFacts other) {
        Map<TableId, TableFacts> shared = new TreeMap<>(one.tables());
        shared.keySet().retainAll(other.tables().keySet());
        return shared;
    }

    private static Optional<Evidence> highestTime(FileFacts first, FileFacts second) {
        TableFacts one = newest(shared(first, second));
        TableFacts other = newest(shared(second, first));
        if (one == null || other == null || one.highestTime().equals(other.highestTime())) {
            return Optional.empty();
        }
        boolean agrees = one.highestTime() < other.highestTime();
        return Optional.of(new Evidence(
                Evidence.Kind.HIGHEST_TIME,
                (agrees ? other : one).table().toString(),
                one.timeText(),
                other.timeText(),
                agrees));
    }

    private static TableFacts newest(Map<TableId, TableFacts> tables) {
        TableFacts newest = null;
        for (TableFacts table : tables.values()) {
            if (table.highestTime() != null && (newest == null || table.highestTime() > newest.highestTime())) {
                newest = table;
            }
        }
        return newest;
    }

    /** Where tables say different things none is believed. */
    private static Optional<Evidence> growingKey(FileFacts first, FileFacts second) {
        Evidence found = null;
        for (TableFacts one : shared(first, second).values()) {
            TableFacts other = second.tables().get(one.table());
            if (one.highestKey() == null
                    || other.highestKey() == null
                    || one.highestKey().equals(other.highestKey())) {
                continue;
            }
            boolean agrees = one.highestKey().compareTo(other.highestKey()) < 0;
            if (found != null && found.agrees() != agrees) {
                return Optional.empty();
            }
            if (found == null) {
                found = new Evidence(
                        Evidence.Kind.GROWING_KEY,
                        one.table().toString(),
                        one.highestKey().toString(),
                        other.highestKey().toString(),
                        agrees);
            }
        }
        return Optional.ofNullable(found);
    }

    private static Optional<Evidence> drift(FileFacts first, FileFacts second) {
        Evidence found = null;
        for (TableFacts one : shared(first, second).values()) {
            TableFacts other = second.tables().get(one.table());
            Set<String> before = names(one);
            Set<String> after = names(other);
            boolean grew = !before.equals(after) && after.containsAll(before);
            boolean shrank = !before.equals(after) && before.containsAll(after);
            if (!grew && !shrank
                    || !one.definition().defined()
                    || !other.definition().defined()) {
                continue;
            }
            if (found != null && found.agrees() != grew) {
                return Optional.empty();
            }
            found = found != null
                    ? found
                    : new Evidence(
                            Evidence.Kind.SCHEMA_DRIFT,
                            one.table().toString(),
                            before.size() + " columns",
                            after.size() + " columns, " + (grew ? "with " : "without ") + difference(before, after),
                            grew);
        }
        return Optional.ofNullable(found);
    }

    private static Set<String> names(TableFacts table) {
        return table.definition().columns().stream()
                .map(DumpColumn::name)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static String difference(Set<String> one, Set<String> other) {
        Set<String> apart = new HashSet<>(one);
        apart.addAll(other);
        apart.removeIf(name -> one.contains(name) && other.contains(name));
        return apart.stream().sorted().collect(Collectors.joining(", "));
    }
}

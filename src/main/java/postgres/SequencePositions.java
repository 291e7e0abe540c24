package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks sequences where they stand, all in one statement; only the sequence itself knows. */
final class SequencePositions {

    private record Position(long lastValue, boolean called) {}

    private SequencePositions() {}

    static ByTable<SequenceDefinition> read(Connection connection, ByTable<DefinitionRows.UsedSequence> used)
            throws SQLException {
        Map<Long, Position> positions = positions(
                connection,
                used.values()
                        .filter(DefinitionRows.UsedSequence::readable)
                        .distinct()
                        .toList());
        ByTable<SequenceDefinition> sequences = new ByTable<>();
        used.lists().forEach((table, list) -> {
            for (DefinitionRows.UsedSequence sequence : list) {
                sequences.add(table, at(sequence.definition(), positions.get(sequence.oid())));
            }
        });
        return sequences;
    }

    private static Map<Long, Position> positions(Connection connection, List<DefinitionRows.UsedSequence> sequences)
            throws SQLException {
        if (sequences.isEmpty()) {
            return Map.of();
        }
        String select = "select %d as oid, last_value, is_called from %s";
        Map<Long, Position> positions = new HashMap<>();
        Query.list(
                connection,
                sequences.stream()
                        .map(sequence -> select.formatted(
                                sequence.oid(), sequence.definition().name().quoted()))
                        .collect(Collectors.joining(" union all ")),
                row -> positions.put(
                        row.getLong("oid"), new Position(row.getLong("last_value"), row.getBoolean("is_called"))));
        return Collections.unmodifiableMap(positions);
    }

    private static SequenceDefinition at(SequenceDefinition sequence, Position position) {
        return position == null
                ? sequence
                : new SequenceDefinition(
                        sequence.name(),
                        sequence.column(),
                        sequence.kind(),
                        sequence.type(),
                        sequence.start(),
                        sequence.increment(),
                        sequence.minimum(),
                        sequence.maximum(),
                        sequence.cache(),
                        sequence.cycle(),
                        sequence.unlogged(),
                        position.lastValue(),
                        position.called());
    }
}

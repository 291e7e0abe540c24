package postgres.definition;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import postgres.Query;

/** Asks sequences where they stand, many in one statement; only the sequence itself knows. */
final class SequencePositions {

    /** More would make the server's parser go very deep. */
    private static final int AT_ONCE = 500;

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
        Map<Long, Position> positions = new HashMap<>();
        for (int from = 0; from < sequences.size(); from += AT_ONCE) {
            Query.list(
                    connection,
                    sequences.subList(from, Math.min(from + AT_ONCE, sequences.size())).stream()
                            .map(SequencePositions::select)
                            .collect(Collectors.joining(" union all ")),
                    row -> positions.put(
                            row.getLong("oid"), new Position(row.getLong("last_value"), row.getBoolean("is_called"))));
        }
        return positions;
    }

    private static String select(DefinitionRows.UsedSequence sequence) {
        return "select " + sequence.oid() + " as oid, last_value, is_called from "
                + sequence.definition().name().quoted();
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

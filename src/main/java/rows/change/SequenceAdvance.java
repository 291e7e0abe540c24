package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import postgres.Query;
import postgres.Sql;
import postgres.definition.SequenceDefinition;
import postgres.definition.TableDefinition;

/** Sequences on the target go on behind the numbers that the source has given out; none goes back. */
public final class SequenceAdvance {

    private static final String ADVANCE = Sql.read("sync/advance-sequence.sql");

    private SequenceAdvance() {}

    /** Those of a table that are of these kinds. */
    public static void run(Connection target, TableDefinition definition, List<SequenceDefinition.Kind> kinds)
            throws SQLException {
        for (SequenceDefinition sequence : definition.sequences()) {
            if (kinds.contains(sequence.kind()) && sequence.lastValue() != null && sequence.called()) {
                Query.list(
                        target,
                        ADVANCE,
                        row -> row.getLong(1),
                        sequence.lastValue(),
                        sequence.name().quoted());
            }
        }
    }
}

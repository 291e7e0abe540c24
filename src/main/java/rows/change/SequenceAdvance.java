package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import postgres.definition.SequenceDefinition;
import postgres.definition.TableDefinition;

/** Sequences go on behind the numbers of rows that came in; none goes back. */
public final class SequenceAdvance {

    private static final String ADVANCE = Sql.read("rows/change/advance-sequence.sql");

    /** None where the column draws from no sequence of its own any more. */
    private static final String OF_COLUMN =
            "select s.name from pg_get_serial_sequence(?, ?) s(name) where s.name is not null";

    private SequenceAdvance() {}

    /** Those of a table that are of these kinds, by their names. */
    public static void run(Connection connection, TableDefinition definition, List<SequenceDefinition.Kind> kinds)
            throws SQLException {
        for (SequenceDefinition sequence : definition.sequences()) {
            if (kinds.contains(sequence.kind()) && isDrawn(sequence)) {
                advance(connection, sequence, sequence.name().quoted());
            }
        }
    }

    /** Those that the live table's columns draw from, whatever they are called now. */
    public static void ofColumns(Connection connection, TableDefinition then, Table live) throws SQLException {
        for (SequenceDefinition sequence : then.sequences()) {
            if (sequence.column() != null
                    && isDrawn(sequence)
                    && live.columns().stream().anyMatch(column -> column.name().equals(sequence.column()))) {
                for (String own : Query.list(
                        connection,
                        OF_COLUMN,
                        row -> row.getString(1),
                        live.name().quoted(),
                        sequence.column())) {
                    advance(connection, sequence, own);
                }
            }
        }
    }

    /** Those that tables share, which were made with one of them: they stand where they stood, drawn from or not. */
    public static void shared(Connection connection, TableDefinition definition) throws SQLException {
        for (SequenceDefinition sequence : definition.sequences()) {
            if (sequence.kind() == SequenceDefinition.Kind.SHARED && sequence.lastValue() != null) {
                advance(connection, sequence, sequence.name().quoted());
            }
        }
    }

    private static boolean isDrawn(SequenceDefinition sequence) {
        return sequence.lastValue() != null && sequence.called();
    }

    private static void advance(Connection connection, SequenceDefinition sequence, String name) throws SQLException {
        Query.list(connection, ADVANCE, row -> row.getLong(1), sequence.lastValue(), sequence.called(), name);
    }
}

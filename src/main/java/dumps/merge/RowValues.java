package dumps.merge;

import dumps.DumpRow;
import dumps.ValueKind;
import java.util.Arrays;

/** Values of two rows held against each other. */
final class RowValues {

    private RowValues() {}

    /** Whether they are spelled alike; one tool quotes a number and another does not. */
    static boolean areSame(DumpRow one, DumpRow other, int column) {
        return plain(one.kind(column)) == plain(other.kind(column))
                && Arrays.equals(
                        one.array(),
                        one.from(column),
                        one.to(column),
                        other.array(),
                        other.from(column),
                        other.to(column));
    }

    private static ValueKind plain(ValueKind kind) {
        return kind == ValueKind.NUMBER ? ValueKind.TEXT : kind;
    }
}

package snapshot.restore;

import java.util.Set;
import postgres.Column;
import postgres.Identifier;
import snapshot.Comparison;

/**
 * A column of kept rows {@code s} whose type is another now. Its values go by their text; one that the live column would
 * cut or round is not written.
 *
 * @param kept the column as the snapshot has it
 * @param live the same as the table has it now
 */
record Retyped(Column kept, Column live) {

    private static final Set<String> WHOLE_OR_EXACT = Set.of("int2", "int4", "int8", "numeric");
    private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8", "numeric", "float4", "float8");
    private static final Set<String> MOMENTS = Set.of("date", "timestamp", "timestamptz");
    private static final Set<String> STRINGS = Set.of("bpchar", "varchar", "bit", "varbit");

    static Retyped of(Comparison comparison, Column kept) {
        return new Retyped(kept, comparison.live().column(kept.name()).orElseThrow());
    }

    /** The value for the live column, of its type without a modifier: a cast to that would cut without a word. */
    String value() {
        return "cast(" + name() + "::text as " + open(live) + ")";
    }

    /** Whether values may be such as the column does not hold as they are, though the server would take them. */
    boolean mayNotFit() {
        return isCutByItsType() || isOfOneFamily();
    }

    /**
     * The condition that the column holds a value as it is. Blanks at the end count, though the server would cut them off
     * to make a text fit; those of a {@code char(n)} do not.
     */
    String fits() {
        String held = "cast(" + value() + " as " + live.plainType() + ")";
        if (!isOfOneFamily()) {
            return value() + " is not distinct from " + held;
        }
        String back = WHOLE_OR_EXACT.contains(kept.baseType()) ? "pg_catalog.numeric" : open(kept);
        return "cast(" + held + "::text as " + back + ") is not distinct from " + name() + "::" + back;
    }

    /** Why a value does not fit, as the values of an SQLSTATE, a reason and a column. */
    String misfit() {
        String state = STRINGS.contains(live.baseType()) ? "22001" : "22000";
        return Identifier.literal(state) + ", "
                + Identifier.literal("the value does not fit the type " + live.plainType() + " as it is") + ", "
                + Identifier.literal(live.name());
    }

    private boolean isCutByItsType() {
        return live.modifier() >= 0 && isBuiltIn(live);
    }

    /** A cast between the two may forget digits, or the time of a day, even without a modifier. */
    private boolean isOfOneFamily() {
        return NUMBERS.contains(kept.baseType()) && NUMBERS.contains(live.baseType())
                || MOMENTS.contains(kept.baseType()) && MOMENTS.contains(live.baseType());
    }

    /** Types of extensions refuse what does not fit them by themselves. */
    private static boolean isBuiltIn(Column column) {
        return column.baseType().indexOf('.') < 0;
    }

    /** Quoted, since SQL takes a bare {@code char} or {@code bit} for one of length 1. */
    private static String open(Column column) {
        return isBuiltIn(column) ? "pg_catalog." + Identifier.quote(column.baseType()) : column.plainType();
    }

    private String name() {
        return "s." + Identifier.quote(kept.name());
    }
}

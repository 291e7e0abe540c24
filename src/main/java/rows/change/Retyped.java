package rows.change;

import java.util.Set;
import postgres.Column;
import postgres.Identifier;
import rows.diff.StagedDiff;

/**
 * A column of kept rows {@code s} whose type is another now. Its values go by their text; one that the live column would
 * cut or round is not written.
 *
 * @param kept the column as the snapshot has it
 * @param live the same as the table has it now
 */
public record Retyped(Column kept, Column live) {

    private static final Set<String> WHOLE_OR_EXACT = Set.of("int2", "int4", "int8", "numeric");
    private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8", "numeric", "float4", "float8");
    private static final Set<String> MOMENTS = Set.of("date", "timestamp", "timestamptz", "time", "timetz");
    /** Without a modifier they cut what is too long even so. */
    private static final Set<String> SHORT = Set.of("char", "name");

    private static final Set<String> STRINGS = Set.of("bpchar", "varchar", "bit", "varbit", "char", "name");

    static Retyped of(StagedDiff comparison, Column kept) {
        return new Retyped(kept, comparison.live().column(kept.name()).orElseThrow());
    }

    /** The value for the live column, of its type without a modifier: a cast to that would cut without a word. */
    String value() {
        return "cast(" + name() + "::text as " + open(live) + ")";
    }

    /** Whether values may be such as the column does not hold as they are, though the server would take them. */
    boolean mayNotFit() {
        return live.modifier() >= 0 && isBuiltIn(live) || SHORT.contains(element(live)) || isOfOneFamily();
    }

    /**
     * The condition that the column holds a value as it is. Blanks at the end count, though the server would cut them off
     * to make a text fit; those of a {@code char(n)} do not.
     */
    String fits() {
        if (SHORT.contains(element(live))) {
            return value() + "::text collate \"C\" is not distinct from " + name() + "::text collate \"C\"";
        }
        String held = "cast(" + value() + " as " + live.plainType() + ")";
        if (!isOfOneFamily()) {
            return value() + " is not distinct from " + held;
        }
        String back = WHOLE_OR_EXACT.contains(element(kept)) ? numeric(kept) : open(kept);
        return "cast(" + held + "::text as " + back + ") is not distinct from " + name() + "::" + back;
    }

    /** Why a value does not fit, as the values of an SQLSTATE, a reason and a column. */
    String misfit() {
        String state = STRINGS.contains(element(live)) ? "22001" : "22000";
        return Identifier.literal(state) + ", "
                + Identifier.literal("the value does not fit the type " + live.plainType() + " as it is") + ", "
                + Identifier.literal(live.name());
    }

    /** A cast between the two may forget digits, or the time of a day, even without a modifier. */
    private boolean isOfOneFamily() {
        return NUMBERS.contains(element(kept)) && NUMBERS.contains(element(live))
                || MOMENTS.contains(element(kept)) && MOMENTS.contains(element(live));
    }

    /** Types of extensions refuse what does not fit them by themselves. */
    private static boolean isBuiltIn(Column column) {
        return column.baseType().indexOf('.') < 0;
    }

    /** Quoted, since SQL takes a bare {@code char} or {@code bit} for one of length 1. */
    private static String open(Column column) {
        return isBuiltIn(column) ? "pg_catalog." + Identifier.quote(column.baseType()) : column.plainType();
    }

    private static String numeric(Column column) {
        return column.baseType().startsWith("_") ? "pg_catalog._numeric" : "pg_catalog.numeric";
    }

    /** The type of the column, or of an array's elements. */
    private static String element(Column column) {
        return column.baseType().startsWith("_") ? column.baseType().substring(1) : column.baseType();
    }

    private String name() {
        return "s." + Identifier.quote(kept.name());
    }
}

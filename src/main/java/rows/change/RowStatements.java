package rows.change;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import postgres.Column;
import postgres.Identifier;
import rows.diff.StagedDiff;

/** The statements that make rows of the live table what they are to be, from their differences and the wanted rows. */
record RowStatements(StagedDiff diff) {

    RowStep delete() {
        return new RowStep(
                diff,
                StagedDiff.Kind.ADDED,
                "delete from " + diff.live().relation() + " t using " + diff.differences()
                        + " d where d.\"caravanserai kind\" = 'added' and " + sameKey("t", "d"),
                null);
    }

    /** Only columns that differ anywhere: others may be such as nobody may write. */
    RowStep update() throws SQLException {
        Set<String> changed = diff.changedColumns().keySet();
        List<Column> columns = diff.columns().columns().stream()
                .filter(column -> changed.contains(column.name()))
                .toList();
        List<Retyped> retyped = mayNotFit(columns);
        String assignments = columns.stream()
                .map(column -> Identifier.quote(column.name()) + " = " + value(column))
                .collect(Collectors.joining(", "));
        return new RowStep(
                diff,
                StagedDiff.Kind.CHANGED,
                "update " + diff.live().relation() + " t set " + assignments + " from "
                        + diff.differences() + " d join " + diff.wanted() + " s on "
                        + sameKey("s", "d") + " where d.\"caravanserai kind\" = 'changed' and "
                        + sameKey("t", "d") + allFit(retyped),
                misfits(retyped));
    }

    RowStep insert() {
        List<Column> columns = diff.columns().columns();
        List<Retyped> retyped = mayNotFit(columns);
        return new RowStep(
                diff,
                StagedDiff.Kind.MISSING,
                "insert into " + diff.live().name().quoted() + " ("
                        + Identifier.list(columns.stream().map(Column::name).toList())
                        + ") overriding system value select "
                        + columns.stream().map(column -> value(column)).collect(Collectors.joining(", "))
                        + " from " + diff.differences() + " d join " + diff.wanted() + " s on "
                        + sameKey("s", "d") + " where d.\"caravanserai kind\" = 'missing'"
                        + allFit(retyped),
                misfits(retyped));
    }

    private String value(Column column) {
        return diff.columns().isRetyped(column)
                ? Retyped.of(diff, column).value()
                : "s." + Identifier.quote(column.name());
    }

    private List<Retyped> mayNotFit(List<Column> columns) {
        return columns.stream()
                .filter(diff.columns()::isRetyped)
                .map(column -> Retyped.of(diff, column))
                .filter(Retyped::mayNotFit)
                .toList();
    }

    private String allFit(List<Retyped> columns) {
        return columns.stream().map(column -> " and " + ofTheRow(column.fits())).collect(Collectors.joining());
    }

    private String misfits(List<Retyped> columns) {
        return columns.isEmpty()
                ? null
                : columns.stream()
                        .map(column -> "select " + column.misfit() + " from " + diff.differences() + " d join "
                                + diff.wanted() + " s on " + sameKey("s", "d")
                                + " where d.ctid = $1 and " + ofTheRow("not (" + column.fits() + ")"))
                        .collect(Collectors.joining(" union all "));
    }

    /** A condition on a kept row that may fail with an error: not asked of rows that are none of the difference's. */
    private String ofTheRow(String condition) {
        return "case when " + sameKey("s", "d") + " then " + condition + " end";
    }

    private String sameKey(String left, String right) {
        return diff.sameKey(left, right);
    }

    /**
     * Changed rows, and missing ones too, by way of going and coming again; empty where values may not fit, or missing
     * rows have columns that nobody knows the values of.
     *
     * @param which a condition on the differences {@code d} that are meant
     */
    Optional<UniqueSwap> swap(String which) throws SQLException {
        boolean fits = mayNotFit(diff.columns().columns()).isEmpty();
        boolean known = diff.columns().gained().isEmpty() || diff.count(StagedDiff.Kind.MISSING) == 0;
        if (!fits || !known) {
            return Optional.empty();
        }
        List<Column> columns = diff.live().writable();
        List<String> wanted =
                diff.columns().columns().stream().map(Column::name).toList();
        String values = columns.stream()
                .map(column -> (wanted.contains(column.name())
                                ? value(diff.columns().pair(column.name()).source())
                                : "l." + Identifier.quote(column.name()))
                        + " as " + Identifier.quote(column.name()))
                .collect(Collectors.joining(", "));
        return Optional.of(new UniqueSwap(
                diff.live().name(),
                diff.live().relation(),
                diff.key(),
                columns.stream().map(Column::name).toList(),
                "(select " + values + " from " + diff.differences() + " d join " + diff.wanted() + " s on "
                        + sameKey("s", "d") + " left join " + diff.live().relation() + " l on " + sameKey("l", "d")
                        + " where " + which + ")",
                "true"));
    }
}

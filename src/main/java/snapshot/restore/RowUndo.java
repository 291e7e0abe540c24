package snapshot.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import postgres.Catalog;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.Table;
import snapshot.Comparison;

/** Takes back what a restore did to the rows of one table, inside the caller's transaction; those touched since stay. */
final class RowUndo {

    private final Connection connection;
    private final KeptRows kept;
    private final Table table;
    private final NewColumns since;
    private final Deletion deletion;

    private RowUndo(Connection connection, KeptRows kept, Table table) throws SQLException {
        this.connection = connection;
        this.kept = kept;
        this.table = table;
        since = NewColumns.of(connection, table, kept.columns());
        deletion = Deletion.of(connection, table, kept.key(), kept.keptIn(), Comparison.Kind.MISSING);
    }

    /** Finds what there is to take back; nothing is changed yet. */
    static RowUndo of(Connection connection, KeptRows kept) throws SQLException {
        return new RowUndo(
                connection, kept, Catalog.find(connection, kept.table()).orElseThrow());
    }

    /** Whether deleting rows of these tables may delete or blank others. */
    static boolean mayCascade(List<RowUndo> undos) {
        return undos.stream().anyMatch(undo -> undo.deletion.mayCascade());
    }

    /**
     * Finds the rows that cannot go, as others that are not the restore's would go along.
     *
     * @return how many of them nobody touched
     */
    static long hold(Connection connection, List<RowUndo> undos) throws SQLException {
        if (!mayCascade(undos)) {
            return 0;
        }
        for (RowUndo undo : undos) {
            undo.deletion.stay(
                    connection,
                    " where d.\"caravanserai kind\" = 'missing' and not exists (select from " + undo.kept.relation()
                            + " l where " + undo.untouched("d") + ")");
        }
        return Deletion.hold(
                connection, undos.stream().map(undo -> undo.deletion).toList());
    }

    KeptRows kept() {
        return kept;
    }

    Table table() {
        return table;
    }

    NewColumns since() {
        return since;
    }

    /** Whether the restore put rows in. */
    boolean removes() throws SQLException {
        return Query.first(
                        connection,
                        "select exists (select from " + kept.keptIn() + " where \"caravanserai kind\" = 'missing')",
                        row -> row.getBoolean(1))
                .orElseThrow();
    }

    long count() throws SQLException {
        return Query.first(connection, "select count(*) from " + kept.keptIn(), row -> row.getLong(1))
                .orElseThrow();
    }

    /** Removes the rows that the restore put in, unless somebody touched them since or others hold them. */
    long removeInserted() throws SQLException {
        return Query.update(
                connection,
                "delete from " + kept.relation() + " l using " + kept.keptIn()
                        + " k where k.\"caravanserai kind\" = 'missing' and " + untouched("k") + " and not "
                        + deletion.stays("k"));
    }

    /** How many of the rows that were to go are gone; of those that were held none is meant. */
    long gone() throws SQLException {
        return Query.first(
                        connection,
                        "select count(*) from " + kept.keptIn()
                                + " k where k.\"caravanserai kind\" = 'missing' and not "
                                + deletion.stays("k") + " and not exists (select from " + kept.relation()
                                + " l where " + KeySql.same(kept.key(), "l", "k") + ")",
                        row -> row.getLong(1))
                .orElseThrow();
    }

    /** Gives the rows that the restore changed what they had before. */
    long changeBack() throws SQLException {
        String assignments = kept.columns().stream()
                .filter(column -> kept.changed().contains(column.name()))
                .map(column -> Identifier.quote(column.name()) + " = k." + Identifier.quote(column.name()))
                .collect(Collectors.joining(", "));
        return assignments.isEmpty()
                ? 0
                : Query.update(
                        connection,
                        "update " + kept.relation() + " l set " + assignments + " from " + kept.keptIn()
                                + " k where k.\"caravanserai kind\" = 'changed' and " + untouched("k"));
    }

    private String untouched(String alias) {
        return KeySql.same(kept.key(), "l", alias) + " and " + ContentHash.ofRow(kept.columns(), "l.") + " = " + alias
                + ".\"caravanserai after\"" + since.condition();
    }

    /** Brings back the rows that the restore deleted, unless their key is in use again. */
    long insertDeleted() throws SQLException {
        List<String> names = kept.columns().stream().map(Column::name).toList();
        return Query.update(
                connection,
                "insert into " + table.name().quoted() + " (" + Identifier.list(names)
                        + ") overriding system value select " + Identifier.list(names, "k.") + " from " + kept.keptIn()
                        + " k where k.\"caravanserai kind\" = 'added' and not exists (select from " + kept.relation()
                        + " l where " + KeySql.same(kept.key(), "l", "k") + ")");
    }
}

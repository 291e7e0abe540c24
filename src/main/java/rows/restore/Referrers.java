package rows.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import postgres.Catalog;
import postgres.Query;
import postgres.Savepoint;
import postgres.SqlState;
import postgres.TableName;
import postgres.definition.AddedConstraint;
import postgres.definition.Ddl;
import postgres.definition.TableDefinition;
import rows.change.BeforeImages;
import rows.diff.RowSource;

/**
 * The tables that stand and had foreign keys to those that a restore makes again: dropping a table with CASCADE takes
 * those along. Each that is known comes back; where its table is gone, or the rows or anything else do not let it, the
 * answer says so.
 */
public final class Referrers {

    private final Connection connection;
    private final Set<TableName> made;
    private final List<String> notes = new ArrayList<>();
    private List<TableDefinition> known = List.of();
    private List<TableDefinition> referring = List.of();

    private Referrers(Connection connection, Set<TableName> made) {
        this.connection = connection;
        this.made = made;
    }

    /**
     * Gives them their foreign keys again, in the caller's transaction.
     *
     * @param kept learns of it, for the undo
     * @return what there is to say of it
     */
    static List<String> connect(Connection connection, List<RowSource> made, List<BeforeImages> kept)
            throws SQLException {
        Referrers referrers =
                new Referrers(connection, made.stream().map(RowSource::table).collect(Collectors.toSet()));
        for (RowSource contents : made) {
            referrers.connect(contents, kept);
        }
        return referrers.notes;
    }

    private void connect(RowSource contents, List<BeforeImages> kept) throws SQLException {
        List<AddedConstraint> added = new ArrayList<>();
        for (TableDefinition other : referring(contents)) {
            if (other.refersTo().contains(contents.table())) {
                boolean there = Catalog.exists(connection, other.name());
                for (AddedConstraint key : Ddl.of(other).foreignKeysTo(contents.table())) {
                    if (!there) {
                        notes.add(other.name().display() + " had the foreign key " + key.name() + " to "
                                + contents.table().display() + " and is not there any more; restore it too");
                    } else if (add(key, contents.table())) {
                        added.add(key);
                    }
                }
            }
        }
        if (!added.isEmpty()) {
            kept.replaceAll(
                    rows -> rows.keptIn() == null && rows.table().equals(contents.table()) ? rows.with(added) : rows);
        }
    }

    /** Those with foreign keys; one that was made in this restore has all of its own already. */
    private List<TableDefinition> referring(RowSource contents) {
        List<TableDefinition> neighbours = contents.neighbours();
        if (!neighbours.equals(known)) {
            known = neighbours;
            referring = neighbours.stream()
                    .filter(other -> !made.contains(other.name()) && other.refersToOthers())
                    .toList();
        }
        return referring;
    }

    private boolean add(AddedConstraint key, TableName to) throws SQLException {
        Optional<SQLException> failure = Savepoint.attempt(
                connection,
                e -> SqlState.isRowsFault(e) || SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState()),
                () -> Query.execute(connection, key.statement()));
        notes.add(
                failure.isEmpty()
                        ? key.table().display() + " has its foreign key " + key.name() + " to " + to.display()
                                + " again"
                        : key.table().display() + " had the foreign key " + key.name() + " to " + to.display()
                                + " and has not got it back: " + SqlState.firstLine(failure.get())
                                + "; when that is mended: " + key.statement());
        return failure.isEmpty();
    }
}

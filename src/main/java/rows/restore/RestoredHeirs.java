package rows.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.TableName;
import postgres.definition.Inheritance;
import postgres.definition.TableDefinition;
import rows.diff.RowSource;
import rows.place.Heirs;

/** Tables that a restore makes and that inherited from others, or were inherited from: they do so again. */
final class RestoredHeirs {

    private final Connection connection;
    private final Set<TableName> made;
    private final List<Inheritance> all;
    private final List<String> notes = new ArrayList<>();

    private RestoredHeirs(Connection connection, List<RowSource> sources) {
        this.connection = connection;
        made = sources.stream().map(RowSource::table).collect(Collectors.toSet());
        all = Inheritance.of(sources.stream().map(RowSource::definition).toList());
    }

    /**
     * Looks for originals that would have to stand alone.
     *
     * @throws ProblemException if there are any
     */
    static void refuseOrphans(Connection connection, List<RowSource> sources) throws SQLException {
        RestoredHeirs heirs = new RestoredHeirs(connection, sources);
        List<String> orphans = Heirs.of(connection, heirs.all).stream()
                .filter(one -> !one.parentIsThere()
                        && !heirs.made.contains(one.inheritance().parent()))
                .map(one -> one.inheritance().told())
                .toList();
        if (!orphans.isEmpty()) {
            throw new ProblemException(Problem.refused(
                    String.join(", ", orphans) + ", which is not there and not restored with it",
                    "restore both together, or restore it beside, where it stands alone"));
        }
    }

    /**
     * Connects originals that were made again.
     *
     * @return what is not as it was, in words
     * @throws SQLException if one cannot inherit any more
     */
    static List<String> connect(Connection connection, List<RowSource> sources) throws SQLException {
        RestoredHeirs heirs = new RestoredHeirs(connection, sources);
        for (Heirs one : Heirs.of(connection, heirs.all)) {
            heirs.connect(one);
        }
        return heirs.notes;
    }

    private void connect(Heirs one) throws SQLException {
        Inheritance inheritance = one.inheritance();
        if (one.connected()) {
            return;
        }
        if (one.isPartition()) {
            notes.add(inheritance.heir().display() + " was a partition of "
                    + inheritance.parent().display() + " and stands alone");
        } else if (made.contains(inheritance.heir())) {
            Query.execute(connection, inheritance.statement());
        } else {
            // A table that stands is not the restore's to change.
            notes.add(inheritance.heir().display() + " inherited from "
                    + inheritance.parent().display()
                    + (one.heirIsThere()
                            ? " and does not now; to let it: " + inheritance.statement()
                            : " and is not there any more; restore it too"));
        }
    }

    /**
     * Connects copies with each other.
     *
     * @param copies what the tables are called, by the originals
     * @return what the copies are left without, in words
     */
    static List<String> connectCopies(Connection connection, List<RowSource> sources, Map<TableName, TableName> copies)
            throws SQLException {
        RestoredHeirs heirs = new RestoredHeirs(connection, sources);
        List<TableDefinition> definitions =
                sources.stream().map(RowSource::definition).toList();
        List<Inheritance> among = Inheritance.among(definitions);
        new CopiedHeirs(connection, definitions, copies, heirs.notes).connect(among);
        for (Inheritance one : heirs.all) {
            if (among.contains(one)) {
                continue;
            }
            if (heirs.made.contains(one.parent())) {
                heirs.notes.add(copies.get(one.parent()).display() + " does not show rows of "
                        + one.heir().display() + ", which was not restored with it");
            } else {
                heirs.notes.add(copies.get(one.heir()).display() + " stands alone: "
                        + one.parent().display() + " was not restored with it");
            }
        }
        return heirs.notes;
    }
}

package dumps.archive;

import dumps.TableId;
import dumps.merge.MergedTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;

/** Finds tables of an archive by the names that people write. */
public final class TableChoice {

    private static final int SHOWN = 20;

    private TableChoice() {}

    /**
     * Those of these names; null where none are named, which means all.
     *
     * @throws ProblemException if one is not there, or may be several
     */
    public static Set<TableId> of(List<MergedTable> tables, List<String> names) {
        if (names == null || names.isEmpty()) {
            return null;
        }
        Set<TableId> chosen = new HashSet<>();
        names.forEach(name -> chosen.add(find(tables, name).id()));
        return chosen;
    }

    /** The one of that name: as the archive calls it, with all of its parts, or with the last of them if that is enough. */
    public static MergedTable find(List<MergedTable> tables, String name) {
        List<MergedTable> found = tables.stream()
                .filter(table ->
                        table.name().equals(name) || table.id().toString().equals(name))
                .toList();
        if (found.isEmpty()) {
            found = tables.stream()
                    .filter(table -> ("." + table.id()).endsWith("." + name))
                    .toList();
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw new ProblemException(Problem.notFound(
                    "no dump has a table \"" + name + '"',
                    "one of "
                            + tables.stream()
                                    .map(MergedTable::name)
                                    .limit(SHOWN)
                                    .collect(Collectors.joining(", "))
                            + (tables.size() > SHOWN ? ", …" : "")));
        }
        throw new ProblemException(Problem.refused(
                "there are several tables \"" + name + '"',
                "say which: "
                        + found.stream().map(table -> table.id().toString()).collect(Collectors.joining(", "))));
    }
}

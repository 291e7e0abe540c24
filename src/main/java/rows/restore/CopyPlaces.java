package rows.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableLocks;
import postgres.AdvisoryLock;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Column;
import postgres.LockMode;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Table;
import postgres.TableName;
import rows.change.BeforeImages;
import rows.place.ExistingTables;

/**
 * What copies of tables are called: the first name that is free. A copy that an earlier restore made of the same table gives
 * its name back if nobody touched it and nothing stands on it; one that was touched stays. A job of the schedule replaces
 * what it made itself, touched or not, and nothing that it did not make.
 */
final class CopyPlaces {

    private static final int MOST = 1_000;

    private final Connection connection;
    private final RestoreOptions options;
    private final TableLocks locks;
    /** What earlier restores made, by name. */
    private final Map<TableName, BeforeImages> copies = new HashMap<>();
    /** Those of them that are untouched, by name. */
    private final Map<TableName, Table> untouched = new LinkedHashMap<>();

    private final Map<TableName, TableName> places = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private CopyPlaces(Connection connection, RestoreOptions options, TableLocks locks, List<BeforeImages> earlier) {
        this.connection = connection;
        this.options = options;
        this.locks = locks;
        earlier.forEach(copy -> copies.put(copy.table(), copy));
    }

    /**
     * Finds a place for each, in the caller's transaction; what is in the way and may go is gone then, unless it is only a
     * dry run.
     *
     * @param tables the originals
     * @param earlier copies that were made in this database
     * @param report is told what is called otherwise than one would expect
     * @throws ProblemException if there is no place
     */
    static Map<TableName, TableName> of(
            Connection connection,
            RestoreOptions options,
            TableLocks locks,
            List<TableName> tables,
            List<BeforeImages> earlier,
            RestoreReport report)
            throws SQLException {
        CopyPlaces found = new CopyPlaces(connection, options, locks, earlier);
        found.find(tables);
        found.notes.forEach(report::note);
        return found.places;
    }

    private void find(List<TableName> tables) throws SQLException {
        // Two at once would find the same names free.
        for (TableName of : tables) {
            new AdvisoryLock("copy of " + of.quoted()).takeInTransaction(connection);
        }
        findUntouched(tables);
        for (TableName of : tables) {
            Optional<TableName> own = own(of);
            places.put(of, own.isPresent() ? own.get() : place(of, tables));
        }
        List<Table> going = places.values().stream()
                .filter(untouched::containsKey)
                .map(untouched::get)
                .toList();
        for (Table table : going) {
            notes.add(table.name().display()
                    + (options.job() == null
                            ? " was the untouched copy of an earlier restore, and is replaced"
                            : " was made by the job " + options.job() + " before, and is replaced"));
        }
        if (!going.isEmpty() && !options.dryRun()) {
            // Together, as they may refer to each other.
            Query.execute(
                    connection,
                    "drop table "
                            + going.stream().map(table -> table.name().quoted()).collect(Collectors.joining(", ")));
        }
    }

    /** What the same job called its copy before. */
    private Optional<TableName> own(TableName of) {
        return options.job() == null
                ? Optional.empty()
                : untouched.keySet().stream()
                        .filter(name -> isCopy(name, of) && !places.containsValue(name))
                        .findFirst();
    }

    private TableName place(TableName of, List<TableName> originals) throws SQLException {
        TableName first = options.into().first(of);
        if (isFree(first)) {
            return first;
        }
        if (options.into().kind() == Into.Kind.TABLE) {
            throw new ProblemException(Problem.conflict(
                    isCopy(first, of)
                            ? first.display() + " was changed since a restore made it, or something stands on it"
                            : "there is a table " + first.display() + " already",
                    "restore into another name, or beside, which takes one that is free"));
        }
        int number = options.into().kind() == Into.Kind.BESIDE ? 3 : 2;
        for (; number < MOST; number++) {
            TableName next = options.into().next(of, number);
            if (!originals.contains(next) && isFree(next)) {
                notes.add(first.display()
                        + (isCopy(first, of)
                                ? " was changed since a restore made it, or something stands on it, and stays"
                                : " is another table, and stays")
                        + "; the copy of " + of.display() + " is " + next.display());
                return next;
            }
        }
        throw new ProblemException(Problem.conflict(
                "no name is free for a copy of " + of.display(), "remove copies that nobody wants, or name a table"));
    }

    private boolean isFree(TableName name) throws SQLException {
        return !places.containsValue(name) && (untouched.containsKey(name) || !Catalog.exists(connection, name));
    }

    private boolean isCopy(TableName name, TableName of) {
        return copies.containsKey(name) && of.equals(copies.get(name).copyOf());
    }

    /** Those of the tables that may go: all that stands on one goes too. */
    private void findUntouched(List<TableName> originals) throws SQLException {
        for (BeforeImages copy : copies.values()) {
            if (originals.contains(copy.copyOf()) && isNamedAlike(copy)) {
                Optional<Table> table = asItWasMade(copy);
                if (table.isPresent()) {
                    untouched.put(copy.table(), table.get());
                }
            }
        }
        Set<String> standing = new HashSet<>(dependents(untouched.values()));
        while (!standing.isEmpty()) {
            for (Table table : List.copyOf(untouched.values())) {
                if (dependents(List.of(table)).stream().anyMatch(standing::contains)) {
                    untouched.remove(table.name());
                }
            }
            standing = new HashSet<>(dependents(untouched.values()));
        }
    }

    /** Whether it has a name that this restore would give. */
    private boolean isNamedAlike(BeforeImages copy) {
        TableName first = options.into().first(copy.copyOf());
        return copy.table().equals(first)
                || options.into().kind() != Into.Kind.TABLE
                        && copy.table().schema().equals(first.schema())
                        && copy.table().name().startsWith(copy.copyOf().name());
    }

    private List<String> dependents(Collection<Table> tables) throws SQLException {
        return new ExistingTables(tables.stream().collect(Collectors.toMap(Table::name, Table::oid)))
                .dependents(connection);
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream()
                .map(column -> column.name() + " " + column.type())
                .toList();
    }

    private Optional<Table> asItWasMade(BeforeImages copy) throws SQLException {
        Optional<Table> found = Catalog.exact(connection, copy.table());
        boolean own = options.job() != null && copy.isOfJob(options.job());
        if (found.isEmpty() || !copy.isOf(found.get()) || options.job() != null && !own) {
            return Optional.empty();
        }
        if (own) {
            if (!options.dryRun()) {
                locks.lock(copy.table(), LockMode.ACCESS_EXCLUSIVE);
            }
            SessionSettings.ordinaryNames(connection);
            return found;
        }
        if (!names(found.get().writable()).equals(names(copy.columns()))) {
            return Optional.empty();
        }
        if (!options.dryRun()) {
            locks.lock(copy.table(), LockMode.ACCESS_EXCLUSIVE);
        }
        String hash = BucketHashes.of(connection, copy.relation(), copy.columns(), null)
                .hash();
        SessionSettings.ordinaryNames(connection);
        return hash.equals(copy.contentHash()) ? found : Optional.empty();
    }
}

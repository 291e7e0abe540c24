package snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableLocks;
import postgres.ContentHash;
import postgres.SqlState;
import postgres.TableName;
import postgres.Transactions;
import postgres.WrittenName;
import rows.diff.RowSource;

/** Every snapshot there is: sets of files in the repository, and tables beside their originals. */
@ApplicationScoped
public class SnapshotIndex {

    /** The name for the set that was made last. */
    public static final String LATEST = "latest";

    private final DataSource dataSource;
    private final Repository repository;
    private final SnapshotSettings settings;

    public SnapshotIndex(DataSource dataSource, Repository repository, SnapshotSettings settings) {
        this.dataSource = dataSource;
        this.repository = repository;
        this.settings = settings;
    }

    /** All of them, the latest first. */
    public List<Facts> list() throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            return Stream.concat(
                            repository.list().stream().map(Facts::of),
                            BackupTables.list(connection).stream().map(Facts::of))
                    .sorted(Comparator.comparing(Facts::made).reversed())
                    .toList();
        }
    }

    /**
     * One of them.
     *
     * @param id or {@code latest} for the set that was made last
     * @throws ProblemException if there is none of that id
     */
    public Facts find(String id) throws SQLException, IOException {
        if (id.equals(LATEST)) {
            return Facts.of(latest());
        }
        try (Connection connection = dataSource.getConnection()) {
            Optional<BackupTable> backup = BackupTables.find(connection, id);
            return backup.isPresent() ? Facts.of(backup.get()) : Facts.of(repository.find(id));
        }
    }

    /**
     * The set that was made last of those that hold all of what is meant.
     *
     * @param tables none are all that there were
     * @throws ProblemException if there is none
     */
    public Facts newest(List<String> tables) throws IOException {
        List<Repository.StoredSet> sets = repository.list();
        return sets.stream()
                .filter(set -> tables.isEmpty()
                        ? set.manifest().isWhole() && !isPartOfAnother(set, sets)
                        : tables.stream().allMatch(set.manifest()::holds))
                .findFirst()
                .map(Facts::of)
                .orElseThrow(() -> new ProblemException(
                        tables.isEmpty()
                                ? Problem.notFound(
                                        "there is no snapshot of all tables yet",
                                        "make one with POST /backup, or say which tables are meant with ?table=<name>")
                                : Problem.notFound(
                                        "no snapshot holds " + String.join(", ", tables),
                                        "make one with POST /api/v1/snapshots")));
    }

    /** Sets of earlier versions do not say of which tables they are: the widest of them were of all. */
    private static boolean isPartOfAnother(Repository.StoredSet set, List<Repository.StoredSet> sets) {
        return set.manifest().ofAll() == null
                && sets.stream()
                        .map(Repository.StoredSet::manifest)
                        .anyMatch(other ->
                                other.tables().size() > set.manifest().tables().size());
    }

    /**
     * Removes a snapshot, files or table.
     *
     * @throws ProblemException if there is none of that id, it is in use, or something depends on it
     */
    public Facts delete(String id) throws SQLException, IOException {
        Optional<BackupTable> backup;
        try (Connection connection = dataSource.getConnection()) {
            backup = BackupTables.find(connection, id);
        }
        if (backup.isPresent()) {
            drop(backup.get());
            return Facts.of(backup.get());
        }
        Repository.StoredSet set = repository.find(id);
        if (!SetLock.delete(dataSource, repository, set, () -> true)) {
            throw new ProblemException(Problem.conflict(
                    id + " is being read: it is restored, compared or verified",
                    "wait until that is done; GET /api/v1/runs?state=running lists what goes on"));
        }
        return Facts.of(set);
    }

    /** Removes a backup table; returns why it stays, or null. */
    String deleteTable(String name) throws SQLException {
        Optional<BackupTable> backup;
        try (Connection connection = dataSource.getConnection()) {
            backup = BackupTables.find(connection, name);
        }
        if (backup.isPresent()) {
            try {
                drop(backup.get());
            } catch (ProblemException stays) {
                return stays.problem().detail();
            }
        }
        return null;
    }

    /** The table and what is known of it go together, or neither does. */
    private void drop(BackupTable backup) throws SQLException {
        String name = backup.name().display();
        Transactions.run(dataSource, connection -> {
            TableLocks locks = new TableLocks(connection, settings.lockTimeoutMillis());
            if (BackupTables.isNeeded(connection, backup)) {
                throw new ProblemException(Problem.conflict(
                        name + " belongs to a drill that is not over", "wait for the run " + backup.run()));
            }
            try {
                BackupTables.drop(connection, backup.name());
            } catch (SQLException e) {
                throw locks.explained(dependedOn(e, name), name);
            }
        });
    }

    private static SQLException dependedOn(SQLException e, String name) {
        if (SqlState.DEPENDED_ON.equals(e.getSQLState())) {
            throw new ProblemException(Problem.conflict(
                    "something depends on " + name + ", so it is not dropped",
                    "drop first what does: " + SqlState.detail(e).lines().collect(Collectors.joining("; "))));
        }
        return e;
    }

    /**
     * The rows of the tables that are meant. A set is not deleted before the caller's transaction ends.
     *
     * @param wanted tables of the snapshot; empty for all
     * @throws ProblemException if there is no such snapshot, or it does not hold one of the tables
     */
    public List<RowSource> contents(Connection connection, String id, List<String> wanted)
            throws SQLException, IOException {
        Optional<BackupTable> backup = BackupTables.find(connection, id);
        if (backup.isPresent()) {
            TableName of = backup.get().of();
            for (String table : wanted) {
                if (WrittenName.of(table).among(List.of(of), name -> name).isEmpty()) {
                    throw notHeld(id, table);
                }
            }
            requireKnownHash(id, backup.get().hashMethod(), "copy them with insert into … select … from " + id);
            return List.of(BackupTables.contents(connection, backup.get()));
        }
        Repository.StoredSet set = forReading(connection, id);
        if (wanted.isEmpty()) {
            return set.manifest().tables().stream()
                    .<RowSource>map(facts -> new SetRows(set, facts))
                    .toList();
        }
        List<RowSource> contents = new ArrayList<>();
        for (String table : wanted) {
            contents.add(new SetRows(set, set.manifest().table(table).orElseThrow(() -> notHeld(id, table))));
        }
        return contents;
    }

    private Repository.StoredSet forReading(Connection connection, String id) throws SQLException, IOException {
        String found = id.equals(LATEST) ? latest().manifest().id() : id;
        SetLock.untilTheTransactionEnds(connection, found);
        Repository.StoredSet set = repository.find(found);
        requireKnownHash(
                found,
                set.manifest().hashMethod(),
                "restore it with psql as its " + RestoreGuide.FILE + " says, or with the version that made it");
        return set;
    }

    /** Hashes that were made in another way say nothing of the rows. */
    private static void requireKnownHash(String id, String method, String instead) {
        if (!ContentHash.METHOD.equals(method)) {
            throw new ProblemException(Problem.refused(
                    "the content hash of " + id + " was made by the method " + method
                            + ", and this version compares by " + ContentHash.METHOD,
                    "nothing is wrong with its rows: " + instead));
        }
    }

    private static ProblemException notHeld(String id, String table) {
        return new ProblemException(Problem.notFound(
                "the snapshot " + id + " does not hold \"" + table + '"',
                "GET /api/v1/snapshots/" + id + " lists what it holds"));
    }

    private Repository.StoredSet latest() throws IOException {
        return repository.list().stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.notFound("there is no snapshot yet", "make one with POST /api/v1/snapshots")));
    }
}

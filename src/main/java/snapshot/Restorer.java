package snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import ledger.Attempt;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Databases;
import postgres.Table;
import postgres.definition.Dependent;
import rows.diff.OtherKey;
import rows.diff.RowKey;
import rows.diff.RowSource;
import rows.diff.StagedDiff;
import rows.diff.TableDiff;
import rows.place.RemoteTargets;
import rows.place.RestoreTarget;
import rows.restore.Into;
import rows.restore.Restore;
import rows.undo.AlreadyCommitted;

/** Restores snapshots, and tells beforehand what a restore would do. */
@ApplicationScoped
public class Restorer {

    private final DataSource dataSource;
    private final SnapshotIndex index;
    private final SnapshotSettings settings;
    private final RemoteTargets elsewhere;

    public Restorer(DataSource dataSource, SnapshotIndex index, SnapshotSettings settings, RemoteTargets elsewhere) {
        this.dataSource = dataSource;
        this.index = index;
        this.settings = settings;
        this.elsewhere = elsewhere;
    }

    /**
     * Opens an attempt in the caller's transaction.
     *
     * @param staged the restore, and what of its rows is in the database already
     * @throws ProblemException if the snapshot, a table or the database is not there, or a target is
     */
    public Attempt open(StagedRestore staged) throws SQLException, IOException {
        RestoreRequest request = staged.request();
        RestoreTarget site = elsewhere.open(request.database(), request.run(), !request.dryRun());
        try {
            if (!request.dryRun() && !site.claim(request.run())) {
                return new AlreadyCommitted(site, request.run());
            }
            List<RowSource> contents = staged.in(contents(site, request));
            return new Restore(
                    site,
                    request.options(),
                    contents,
                    request.dependents() ? dependents(contents) : List.of(),
                    staged.answer(),
                    settings.lockTimeoutMillis());
        } catch (SQLException | IOException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private static List<Dependent> dependents(List<RowSource> contents) {
        if (!(contents.get(0) instanceof SetRows inFile)) {
            throw new ProblemException(Problem.refused(
                    "rows that are kept as a table are kept without what stands on the original",
                    "leave with=dependents away, or restore a set of files"));
        }
        return inFile.set()
                .manifest()
                .dependentsOf(contents.stream().map(RowSource::table).collect(Collectors.toSet()));
    }

    private List<RowSource> contents(RestoreTarget site, RestoreRequest request) throws SQLException, IOException {
        List<RowSource> contents = index.contents(site.ledger(), request.snapshot(), request.tables());
        if (contents.size() > 1 && request.options().into().kind() == Into.Kind.TABLE) {
            throw new ProblemException(Problem.refused(
                    contents.size() + " tables do not fit into the one name " + request.into(),
                    "name one table, or restore beside or into a schema"));
        }
        if (request.keys() != null && contents.size() > 1) {
            throw new ProblemException(
                    Problem.refused("keys are those of one table", "name the one table they are of"));
        }
        if (!request.key().isEmpty()
                && (contents.size() > 1 || !request.options().intoOriginal())) {
            throw new ProblemException(Problem.refused(
                    "key tells rows of one original apart", "name the one table, and say \"into\": \"original\""));
        }
        if (request.keys() != null && !request.options().intoOriginal()) {
            throw new ProblemException(Problem.refused(
                    "keys choose rows of the original", "say \"into\": \"original\", or leave the keys away"));
        }
        return site.isElsewhere()
                ? contents.stream().map(one -> piped(site.ledger(), one)).toList()
                : contents;
    }

    private static RowSource piped(Connection home, RowSource contents) {
        return contents instanceof BackupRows inTable ? new PipedRows(inTable, home) : contents;
    }

    /** Looks at something in a transaction that changes nothing. */
    @FunctionalInterface
    private interface Look {
        TableDiff at(Connection connection) throws SQLException, IOException;
    }

    /**
     * How the live table differs from its rows in the snapshot; nothing is changed.
     *
     * @param database the one whose table is meant
     * @param key columns of the unique constraint that tells rows apart; empty for the primary key
     * @throws ProblemException if the snapshot, the table or the database is not there
     */
    public TableDiff diff(String snapshot, String table, String database, List<String> key)
            throws SQLException, IOException {
        try (Connection home = dataSource.getConnection()) {
            return undone(home, own -> {
                RowSource contents =
                        index.contents(own, snapshot, List.of(table)).get(0);
                if (database.equals(Databases.MAIN)) {
                    return diff(own, contents, key);
                }
                try (Connection other = elsewhere.connect(database)) {
                    return undone(other, there -> diff(there, piped(own, contents), key));
                }
            });
        }
    }

    private static TableDiff undone(Connection connection, Look look) throws SQLException, IOException {
        connection.setAutoCommit(false);
        try {
            return look.at(connection);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static TableDiff diff(Connection connection, RowSource contents, List<String> key)
            throws SQLException, IOException {
        Table live = Catalog.exact(connection, contents.table())
                .orElseThrow(() -> new ProblemException(Problem.notFound(
                        "there is no table " + contents.table().display() + " any more",
                        "restore it, or restore it beside")));
        if (key.isEmpty()) {
            return StagedDiff.of(connection, contents, live).diff();
        }
        Table keyed = RowKey.of(live, key);
        return StagedDiff.of(connection, OtherKey.as(contents, keyed), keyed).diff();
    }
}

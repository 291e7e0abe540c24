package snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import ledger.Attempt;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Databases;
import postgres.Table;
import postgres.definition.Names;
import rows.diff.RowSource;
import rows.diff.StagedDiff;
import rows.diff.TableDiff;
import rows.place.RemoteTargets;
import rows.place.RestoreTarget;
import rows.restore.Restore;
import rows.restore.RestoreOptions;
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
     * @throws ProblemException if the snapshot, a table or the database is not there, or a target is
     */
    public Attempt open(RestoreRequest request) throws SQLException, IOException {
        RestoreTarget site = elsewhere.open(request.database(), request.run(), !request.dryRun());
        try {
            if (!request.dryRun() && !site.claim(request.run())) {
                return new AlreadyCommitted(site, request.run());
            }
            return new Restore(
                    site,
                    request.options(),
                    contents(site, request),
                    Json.mapper().createObjectNode().put("snapshot", request.snapshot()),
                    settings.lockTimeoutMillis());
        } catch (SQLException | IOException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private List<RowSource> contents(RestoreTarget site, RestoreRequest request) throws SQLException, IOException {
        List<RowSource> contents = index.contents(site.ledger(), request.snapshot(), request.tables());
        if (contents.size() > 1
                && !request.options().intoOriginal()
                && !request.into().equals(RestoreOptions.BESIDE)) {
            throw new ProblemException(Problem.refused(
                    contents.size() + " tables do not fit into the one name " + request.into(),
                    "name one table, or restore beside"));
        }
        if (!Names.isOne(request.into())) {
            throw new ProblemException(Problem.malformed(
                    "into is no name that a table can have", "original, beside, or at most 63 bytes of a name"));
        }
        if (request.keys() != null && contents.size() > 1) {
            throw new ProblemException(
                    Problem.refused("keys are those of one table", "name the one table they are of"));
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
     * @throws ProblemException if the snapshot, the table or the database is not there
     */
    public TableDiff diff(String snapshot, String table, String database) throws SQLException, IOException {
        try (Connection home = dataSource.getConnection()) {
            return undone(home, own -> {
                RowSource contents =
                        index.contents(own, snapshot, List.of(table)).get(0);
                if (database.equals(Databases.MAIN)) {
                    return diff(own, contents);
                }
                try (Connection other = elsewhere.connect(database)) {
                    return undone(other, there -> diff(there, piped(own, contents)));
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

    private static TableDiff diff(Connection connection, RowSource contents) throws SQLException, IOException {
        Table live = Catalog.exact(connection, contents.table())
                .orElseThrow(() -> new ProblemException(Problem.notFound(
                        "there is no table " + contents.table().display() + " any more",
                        "restore it, or restore it beside")));
        return StagedDiff.of(connection, contents, live).diff();
    }
}

package snapshot.restore;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import ledger.Attempt;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Databases;
import postgres.SessionSettings;
import postgres.Table;
import postgres.TableName;
import postgres.definition.Names;
import snapshot.Comparison;
import snapshot.Diff;
import snapshot.PipedTable;
import snapshot.RowSource;
import snapshot.SnapshotIndex;
import snapshot.SnapshotSettings;

/** Restores snapshots, and tells beforehand what a restore would do. */
@ApplicationScoped
public class Restorer {

    private final DataSource dataSource;
    private final SnapshotIndex catalogue;
    private final SnapshotSettings settings;
    private final RemoteTargets elsewhere;

    public Restorer(
            DataSource dataSource, SnapshotIndex catalogue, SnapshotSettings settings, RemoteTargets elsewhere) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
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
            return new Restore(site, request, contents(site, request), settings);
        } catch (SQLException | IOException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private List<RowSource> contents(RestoreTarget site, RestoreRequest request) throws SQLException, IOException {
        List<RowSource> contents = catalogue.contents(site.ledger(), request.snapshot(), request.tables());
        if (contents.size() > 1 && !request.intoOriginal() && !request.into().equals(RestoreRequest.BESIDE)) {
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
        if (request.keys() != null && !request.intoOriginal()) {
            throw new ProblemException(Problem.refused(
                    "keys choose rows of the original", "say \"into\": \"original\", or leave the keys away"));
        }
        return site.isElsewhere()
                ? contents.stream().map(one -> piped(site.ledger(), one)).toList()
                : contents;
    }

    private static RowSource piped(Connection home, RowSource contents) {
        return contents instanceof RowSource.InTable inTable ? new PipedTable(inTable, home) : contents;
    }

    /** Looks at something in a transaction that changes nothing. */
    @FunctionalInterface
    private interface Look {
        Diff at(Connection connection) throws SQLException, IOException;
    }

    /**
     * How the live table differs from its rows in the snapshot; nothing is changed.
     *
     * @param database the one whose table is meant
     * @throws ProblemException if the snapshot, the table or the database is not there
     */
    public Diff diff(String snapshot, String table, String database) throws SQLException, IOException {
        try (Connection home = dataSource.getConnection()) {
            return undone(home, own -> {
                RowSource contents =
                        catalogue.contents(own, snapshot, List.of(table)).get(0);
                if (database.equals(Databases.MAIN)) {
                    return diff(own, contents);
                }
                try (Connection other = elsewhere.connect(database)) {
                    return undone(other, there -> diff(there, piped(own, contents)));
                }
            });
        }
    }

    private static Diff undone(Connection connection, Look look) throws SQLException, IOException {
        connection.setAutoCommit(false);
        try {
            return look.at(connection);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static Diff diff(Connection connection, RowSource contents) throws SQLException, IOException {
        Table live = live(connection, contents.table())
                .orElseThrow(() -> new ProblemException(Problem.notFound(
                        "there is no table " + contents.table().display() + " any more",
                        "restore it, or restore it beside")));
        return Comparison.of(connection, contents, live).diff(Answer.SAMPLE);
    }

    /** The table as it is now, its types spelled with their schemas, as a snapshot spells them. */
    public static Optional<Table> live(Connection connection, TableName name) throws SQLException {
        SessionSettings.exact(connection);
        return Catalog.find(connection, name);
    }
}

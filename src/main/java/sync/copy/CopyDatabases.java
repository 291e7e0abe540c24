package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Databases;
import postgres.Query;
import postgres.Sql;
import sync.Flow;

/** The three databases of a copy: where the rows are, where they go, and where it is written down. */
record CopyDatabases(DataSource source, DataSource target, DataSource ledger) {

    private static final String IDENTITY = Sql.read("sync/database-identity.sql");

    CopyDatabases {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(ledger, "ledger");
    }

    /**
     * Those of a flow.
     *
     * @throws ProblemException if one is not known
     */
    static CopyDatabases of(Databases databases, Flow flow) throws SQLException {
        return new CopyDatabases(
                named(databases, flow.from()), named(databases, flow.to()), named(databases, Databases.MAIN));
    }

    private static DataSource named(Databases databases, String name) throws SQLException {
        return databases
                .find(name)
                .orElseThrow(() -> new ProblemException(Problem.notFound(
                        "there is no database \"" + name + '"', "configure databases." + name + ".jdbc-url")));
    }

    /** What tells databases apart, and how they spell text. */
    private record Identity(String database, String encoding) {

        static Identity of(DataSource dataSource) throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                return Query.first(
                                connection,
                                IDENTITY,
                                row -> new Identity(row.getString("database"), row.getString("encoding")))
                        .orElseThrow();
            }
        }
    }

    /**
     * Looks whether rows can go from one to the other.
     *
     * @throws ProblemException if both are one database, or equal texts have other bytes there
     */
    void check() throws SQLException {
        Identity from = Identity.of(source);
        Identity to = Identity.of(target);
        if (from.database.equals(to.database)) {
            throw new ProblemException(Problem.refused(
                    "the flow's source and target are the same database", "let it write to another database"));
        }
        if (!from.encoding.equals(to.encoding)) {
            throw new ProblemException(Problem.refused(
                    "the source keeps text as " + from.encoding + " and the target as " + to.encoding
                            + ", so it could not be proven that both hold the same",
                    "create the target database with encoding '" + from.encoding + "'"));
        }
    }
}

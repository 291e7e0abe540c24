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
import rows.place.NamedDatabase;
import sync.Flow;

/** The three databases of a copy: where the rows are, where they go, and where it is written down. */
record CopyDatabases(NamedDatabase from, NamedDatabase to, DataSource ledger) {

    private static final String IDENTITY = Sql.read("sync/database-identity.sql");

    CopyDatabases {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(ledger, "ledger");
    }

    /**
     * Those of a flow.
     *
     * @throws ProblemException if one is not known
     */
    static CopyDatabases of(Databases databases, Flow flow) throws SQLException {
        return new CopyDatabases(
                NamedDatabase.find(databases, flow.from()),
                NamedDatabase.find(databases, flow.to()),
                NamedDatabase.find(databases, Databases.MAIN).dataSource());
    }

    DataSource source() {
        return from.dataSource();
    }

    DataSource target() {
        return to.dataSource();
    }

    /** What tells databases apart, and how they spell text. */
    private record Identity(String database, String encoding) {

        static Identity of(NamedDatabase database) throws SQLException {
            try (Connection connection = database.connect()) {
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
     * @throws ProblemException if both are one database, equal texts have other bytes there, or one cannot be had
     */
    void check() throws SQLException {
        Identity source = Identity.of(from);
        Identity target = Identity.of(to);
        if (source.database.equals(target.database)) {
            throw new ProblemException(Problem.refused(
                    "the flow's source and target are the same database", "let it write to another database"));
        }
        if (!source.encoding.equals(target.encoding)) {
            throw new ProblemException(Problem.refused(
                    "the source keeps text as " + source.encoding + " and the target as " + target.encoding
                            + ", so it could not be proven that both hold the same",
                    "create the target database with encoding '" + source.encoding + "'"));
        }
    }
}

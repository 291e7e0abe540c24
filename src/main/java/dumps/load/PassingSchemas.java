package dumps.load;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Identifier;
import postgres.Query;
import postgres.Sql;
import postgres.Transactions;

/**
 * Schemas in which the state of an archive stands only until a snapshot is made of it. Each says so in its comment, in the
 * transaction that makes it, so that one is found whose process is gone.
 */
@ApplicationScoped
public class PassingSchemas {

    private static final String LEFT = Sql.read("dumps/left-schemas.sql");
    private static final String DELETE_LETTERS = Sql.read("dumps/delete-letters.sql");

    private final DataSource dataSource;

    public PassingSchemas(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Makes the schema, which is not to be there yet. */
    static void make(Connection connection, String schema, UUID run) throws SQLException {
        boolean there = Query.first(
                        connection,
                        "select pg_catalog.to_regnamespace(?) is not null",
                        row -> row.getBoolean(1),
                        Identifier.quote(schema))
                .orElseThrow();
        if (there) {
            throw new ProblemException(Problem.conflict(
                    "there is a schema " + schema + " already, and the tables of a snapshot stand in one of their own",
                    "name another as \"schema\"; it is dropped when the snapshot is made"));
        }
        Query.execute(connection, "create schema " + Identifier.quote(schema));
        Query.execute(
                connection,
                "comment on schema " + Identifier.quote(schema)
                        + " is 'caravanserai: until a snapshot is made of it, run " + run + "'");
    }

    /** Drops one that was made for a run which has ended or is about to. */
    public void drop(String schema) throws SQLException {
        Transactions.run(
                dataSource,
                connection -> Query.execute(connection, "drop schema " + Identifier.quote(schema) + " cascade"));
    }

    /** Drops those of runs that do not go on. */
    public List<String> dropLeft() throws SQLException {
        return Transactions.in(dataSource, connection -> {
            List<String> left = Query.list(connection, LEFT, row -> row.getString(1));
            for (String schema : left) {
                Query.update(connection, DELETE_LETTERS, schema);
                Query.execute(connection, "drop schema " + Identifier.quote(schema) + " cascade");
            }
            return left;
        });
    }
}

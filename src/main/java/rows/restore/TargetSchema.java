package rows.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Identifier;
import postgres.Query;

/** The schema that a caller names for tables that are restored. */
public final class TargetSchema {

    /** The ledger's and what is kept beside it, and the server's own. */
    private static final Pattern RESERVED = Pattern.compile("caravanserai.*|pg_.*|information_schema");

    private TargetSchema() {}

    /**
     * Looks at it.
     *
     * @param making whether it is made where it is not there
     * @throws ProblemException if it is not there, or not for tables of users
     */
    public static void require(Connection connection, String schema, boolean making) throws SQLException {
        if (RESERVED.matcher(schema).matches()) {
            throw new ProblemException(
                    Problem.refused("the schema " + schema + " is not for tables of yours", "name another schema"));
        }
        boolean there = Query.first(
                        connection,
                        "select pg_catalog.to_regnamespace(?) is not null",
                        row -> row.getBoolean(1),
                        Identifier.quote(schema))
                .orElseThrow();
        if (!there && !making) {
            throw new ProblemException(Problem.refused(
                    "there is no schema " + schema,
                    "say \"createSchema\": true (--create-schema) to have it made, or name one that is there"));
        }
    }
}

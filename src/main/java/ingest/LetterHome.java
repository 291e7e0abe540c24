package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Databases;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import rows.place.RemoteTargets;

/** The database whose tables letters are for: that of their runs. */
@ApplicationScoped
public class LetterHome {

    private static final String DATABASES = Sql.read("ledger/databases-of-letters.sql");

    private final RemoteTargets sites;

    public LetterHome(RemoteTargets sites) {
        this.sites = sites;
    }

    /**
     * The name of the one database of all letters of a filter.
     *
     * @throws ProblemException if they are of several
     */
    String of(Connection ledger, LetterFilter letters) throws SQLException {
        List<String> names = Query.list(ledger, DATABASES, row -> row.getString("database"), letters.values());
        if (names.size() > 1) {
            throw new ProblemException(Problem.malformed(
                    "the letters are of tables in several databases: " + String.join(", ", names),
                    "choose those of one, as by run="));
        }
        return names.isEmpty() ? Databases.MAIN : names.get(0);
    }

    /** A table that letters of a filter are for, as it is in their database. */
    Optional<Table> table(Connection ledger, LetterFilter letters, String name) throws SQLException {
        String database = of(ledger, letters);
        if (database.equals(Databases.MAIN)) {
            return Catalog.find(ledger, name);
        }
        try (Connection there = sites.connect(database)) {
            try {
                return Catalog.find(there, name);
            } finally {
                there.rollback();
                there.setAutoCommit(true);
            }
        }
    }
}

package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DatabaseUrl;
import postgres.Databases;
import postgres.SqlState;

/** A database by the name that a user calls it: found and connected to in one way, with one answer where it cannot be had. */
public record NamedDatabase(String name, DataSource dataSource) {

    public NamedDatabase {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(dataSource, "dataSource");
    }

    /**
     * The database of that name; nobody is called yet.
     *
     * @throws ProblemException if there is none, with the names there are
     */
    public static NamedDatabase find(Databases databases, String name) throws SQLException {
        return new NamedDatabase(
                name,
                databases
                        .find(name)
                        .orElseThrow(() -> new ProblemException(Problem.notFound(
                                "there is no database \"" + name + '"',
                                "one of " + String.join(", ", databases.names())
                                        + "; others are set up by databases.<name>.jdbc-url"))));
    }

    /**
     * A connection to the database of that name.
     *
     * @throws ProblemException if there is none, or it cannot be had
     */
    public static Connection connect(Databases databases, String name) throws SQLException {
        return find(databases, name).connect();
    }

    /**
     * A connection.
     *
     * @throws ProblemException if it cannot be had; what may pass is still known by its cause, so that it is tried again
     */
    public Connection connect() {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Passes on nothing that the driver says: it may quote the address, and the address may hold a password. */
    private ProblemException unavailable(SQLException trouble) {
        SQLException said = SqlState.find(trouble.getCause()) == null ? trouble : SqlState.find(trouble.getCause());
        String state = said.getSQLState();
        String why = "does not answer";
        if (SqlState.isRefusedLogin(said)) {
            why = "does not let its user in";
        } else if (SqlState.NO_SUCH_DATABASE.equals(state)) {
            why = "is not on its server";
        }
        return new ProblemException(
                Problem.unavailable(
                        "the database \"" + name + "\" " + why + (state == null ? "" : " (SQLSTATE " + state + ")"),
                        DatabaseUrl.isMeant(name)
                                ? "look at the URL, at that server, and at the password: beside the URL, in"
                                        + " CARAVANSERAI_FROM_PASSWORD or CARAVANSERAI_TO_PASSWORD, or in .pgpass"
                                : "look at " + address() + ".jdbc-url, .username and .password, and at that server"),
                new SQLException(
                        "cannot connect to the database " + name,
                        state == null && SqlState.mayPass(said) ? SqlState.CANNOT_CONNECT : state));
    }

    private String address() {
        return name.equals(Databases.MAIN) ? "quarkus.datasource" : "databases." + name;
    }
}

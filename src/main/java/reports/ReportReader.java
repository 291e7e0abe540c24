package reports;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import ledger.DatabaseProblem;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Databases;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;
import rows.place.NamedDatabase;

/** Reads reports from a database, in transactions that change nothing and take no longer than they may. */
@ApplicationScoped
public class ReportReader {

    private static final String BEGIN = Sql.read("reports/begin-reading.sql");
    private static final String TAKE_ROLE = Sql.read("reports/take-role.sql");
    private static final String COLUMNS = Sql.read("reports/columns-of.sql");

    private final Databases databases;
    private final ReportSettings settings;

    public ReportReader(Databases databases, ReportSettings settings) {
        this.databases = databases;
        this.settings = settings;
    }

    /** Where connections to the database come from that a report is read from. */
    public DataSource source(ReportRequest request) throws SQLException {
        return NamedDatabase.find(databases, request.database()).dataSource();
    }

    /**
     * A connection in a transaction that only reads, and that nothing makes writing again. It ends with the transaction.
     *
     * @throws SQLException if the database does not answer, or has no such role
     */
    public Connection begin(DataSource source) throws SQLException {
        Connection connection = source.getConnection();
        try {
            connection.setAutoCommit(false);
            // A transaction that has looked at anything stays as it is.
            Query.first(
                    connection,
                    BEGIN,
                    row -> row.getString(1),
                    settings.timeout().toMillis() + "ms");
            if (settings.role().isPresent()) {
                Query.first(
                        connection,
                        TAKE_ROLE,
                        row -> row.getString(1),
                        settings.role().get());
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            try (connection) {
                connection.rollback();
            } catch (SQLException gone) {
                e.addSuppressed(gone);
            }
            throw e;
        }
    }

    /**
     * Finds out how the report is read.
     *
     * @throws ProblemException if a table is missing, or the database does not understand the statement
     */
    public ReportPlan plan(ReportRequest request) throws SQLException {
        NamedDatabase database = NamedDatabase.find(databases, request.database());
        database.connect().close();
        try (Connection connection = begin(database.dataSource())) {
            requireTables(connection, request);
            ReportPlan plan =
                    new ReportPlan(request, columns(connection, request), settings.maxRows(), settings.maxBytes());
            connection.rollback();
            return plan;
        } catch (SQLException e) {
            if (SqlState.mayPass(e)) {
                throw e;
            }
            throw new ProblemException(problem(request, e));
        }
    }

    private static void requireTables(Connection connection, ReportRequest request) throws SQLException {
        for (NeededTable needed : request.report().header().needs()) {
            List<String> there = Query.list(connection, COLUMNS, row -> row.getString(1), needed.table());
            List<String> missing = needed.columns().stream()
                    .filter(column -> !there.contains(column))
                    .toList();
            if (there.isEmpty()) {
                throw new ProblemException(Problem.refused(
                        "the report " + request.report().name() + " reads the table " + needed.table()
                                + ", and there is none",
                        "load it: " + needed.table() + ".csv with the columns " + String.join(", ", needed.columns())
                                + " into the inbox, or to POST /api/v1/tables/" + needed.table()
                                + "/rows, with create=true where there is no table yet"));
            }
            if (!missing.isEmpty()) {
                throw new ProblemException(Problem.refused(
                        "the report " + request.report().name() + " reads " + String.join(", ", missing) + " of "
                                + needed.table() + ", which has " + String.join(", ", there),
                        "rename what is called otherwise, or write a report of your own over it"));
            }
        }
    }

    private static List<String> columns(Connection connection, ReportRequest request) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(request.report().statement().sql())) {
            ResultSetMetaData all = statement.getMetaData();
            for (int i = 1; i <= all.getColumnCount(); i++) {
                columns.add(all.getColumnLabel(i));
            }
        }
        Set<String> once = new LinkedHashSet<>(columns);
        if (once.size() < columns.size()) {
            throw new ProblemException(Problem.refused(
                    "the report " + request.report().name() + " has two columns of one name, of "
                            + String.join(", ", columns),
                    "name them apart, with as"));
        }
        return columns;
    }

    /** What an error of the database is to whoever asked for the report. */
    public Problem problem(ReportRequest request, SQLException trouble) {
        String name = request.report().name();
        if (SqlState.QUERY_CANCELED.equals(trouble.getSQLState())) {
            return Problem.refused(
                    "the database did not read the report " + name + " within "
                            + settings.timeout().toMillis() + " ms",
                    "ask for less, make its statement quicker, or raise reports.timeout");
        }
        if (SqlState.mayPass(trouble)) {
            return DatabaseProblem.of(trouble);
        }
        return Problem.refused(
                "the database does not read the report " + name + " (SQLSTATE " + trouble.getSQLState() + "): "
                        + SqlState.message(trouble),
                SqlState.hint(trouble).isEmpty() ? "look at its statement" : SqlState.hint(trouble));
    }
}

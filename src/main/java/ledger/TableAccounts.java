package ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import postgres.Connections;
import postgres.Query;
import postgres.SpareConnections;
import postgres.Sql;
import postgres.TableName;

/** What became of the tables that are looked after, as far as the ledger and the catalog know. */
@ApplicationScoped
public class TableAccounts {

    private static final String ACCOUNTS = Sql.read("ledger/account-of-tables.sql");

    private final Connections connections;

    @Inject
    public TableAccounts(SpareConnections connections) {
        this.connections = connections::open;
    }

    /** On connections of that source. */
    public TableAccounts(DataSource dataSource) {
        this.connections = dataSource::getConnection;
    }

    /**
     * One table.
     *
     * @param rows as many as the server believes, without counting; null where it has never looked
     * @param bytes on its disk, with indexes and large values
     * @param lastLoad the last load or redrive that has ended, or null
     * @param openLetters dead letters that wait, up to 100,001
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Account(String table, Long rows, long bytes, LastLoad lastLoad, long openLetters) {}

    /**
     * What last brought rows, or meant to.
     *
     * @param rows loaded by it
     */
    public record LastLoad(UUID run, String state, Instant endedAt, long rows) {}

    /** All of them, the largest first. */
    public List<Account> list() throws SQLException {
        try (Connection connection = connections.open()) {
            return of(connection, UserTables.of(connection));
        }
    }

    /**
     * One of them.
     *
     * @param table as users write it
     * @throws ProblemException 404 if there is no such table
     */
    public Account find(String table) throws SQLException {
        try (Connection connection = connections.open()) {
            List<TableName> named = UserTables.of(connection).stream()
                    .filter(name -> name.display().equals(table))
                    .toList();
            return of(connection, named).stream()
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(
                            Problem.notFound("there is no table " + table, "list them with GET /api/v1/tables")));
        }
    }

    private static List<Account> of(Connection connection, List<TableName> tables) throws SQLException {
        return Query.list(
                connection,
                ACCOUNTS,
                TableAccounts::account,
                tables.stream().map(TableName::schema).toArray(String[]::new),
                tables.stream().map(TableName::name).toArray(String[]::new),
                tables.stream().map(TableName::display).toArray(String[]::new));
    }

    private static Account account(ResultSet row) throws SQLException {
        UUID load = row.getObject("load_id", UUID.class);
        return new Account(
                new TableName(row.getString("schema_name"), row.getString("table_name")).display(),
                rows(row),
                row.getLong("bytes"),
                load == null
                        ? null
                        : new LastLoad(
                                load,
                                row.getString("load_state"),
                                row.getObject("load_ended", OffsetDateTime.class)
                                        .toInstant(),
                                row.getLong("load_rows")),
                row.getLong("letters"));
    }

    /** The statistics count what came since the planner last looked; after a crash they begin with nothing. */
    private static Long rows(ResultSet row) throws SQLException {
        Long planned = row.getObject("planned", Long.class);
        Long seen = row.getObject("seen", Long.class);
        return seen != null && (seen > 0 || planned == null) ? seen : planned;
    }
}

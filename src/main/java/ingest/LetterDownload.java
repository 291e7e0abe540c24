package ingest;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.sql.DataSource;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;
import ledger.StoredLetter;
import postgres.Query;
import postgres.Sql;
import postgres.Table;

/** All letters of a filter as the records of a sheet, its header first: however many they are, a few are in memory. */
public final class LetterDownload implements Iterator<List<String>>, AutoCloseable {

    private static final String TABLES = Sql.read("ledger/tables-of-some-letters.sql");
    private static final String READ = Sql.read("ledger/read-dead-letters.sql");
    private static final int FETCHED_AT_ONCE = 500;

    private final Connection connection;
    private final LetterSheet sheet;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private List<String> next;

    private LetterDownload(Connection connection, LetterHome home, LetterFilter filter) throws SQLException {
        this.connection = connection;
        // A cursor lives in a transaction.
        connection.setAutoCommit(false);
        sheet = sheet(connection, home, filter);
        statement = connection.prepareStatement(READ);
        statement.setFetchSize(FETCHED_AT_ONCE);
        Object[] values = filter.values();
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        rows = statement.executeQuery();
        next = sheet.header();
    }

    /**
     * Opens it, on a connection of its own.
     *
     * @throws ProblemException 400 if the letters are of several tables
     */
    static LetterDownload open(DataSource dataSource, LetterHome home, LetterFilter filter) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return new LetterDownload(connection, home, filter);
        } catch (SQLException | RuntimeException e) {
            end(connection);
            throw e;
        }
    }

    private static LetterSheet sheet(Connection connection, LetterHome home, LetterFilter filter) throws SQLException {
        List<String> tables = Query.list(connection, TABLES, row -> row.getString("table_name"), filter.values());
        requireOne(tables);
        String name = tables.isEmpty() ? filter.table() : tables.get(0);
        Optional<Table> table = name == null ? Optional.empty() : home.table(connection, filter, name);
        return table.map(LetterSheet::of).orElseGet(LetterSheet::ofNothing);
    }

    /** A sheet has the columns of one table. */
    static void requireOne(List<String> tables) {
        if (tables.size() > 1) {
            throw new ProblemException(Problem.malformed(
                    "the letters are of several tables: " + String.join(", ", tables), "say table= for one of them"));
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public List<String> next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        List<String> record = next;
        try {
            next = rows.next() ? sheet.record(StoredLetter.of(rows)) : null;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the next dead letter", e);
        }
        return record;
    }

    @Override
    public void close() throws SQLException {
        try (rows;
                statement) {
            next = null;
        } finally {
            end(connection);
        }
    }

    private static void end(Connection connection) throws SQLException {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}

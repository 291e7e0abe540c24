package ingest;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.AdvisoryLock;
import postgres.Catalog;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;
import postgres.Sql;
import postgres.SqlState;
import postgres.Table;
import postgres.TableName;
import postgres.WrittenName;

/** A table that is not there yet: what it would be called, and how it is made by one of those who want it at once. */
final class NewTable {

    private static final String SCHEMA = Sql.read("ingest/find-schema.sql");

    private final TableName name;

    private NewTable(TableName name) {
        this.name = name;
    }

    /**
     * What a user's name would be as a table. A point parts a schema from a table only where there is such a schema.
     *
     * @throws ProblemException if no table can have that name
     */
    static NewTable named(Connection connection, String wanted) throws SQLException {
        WrittenName written = WrittenName.of(wanted);
        if (written.quoted()) {
            return quoted(connection, written);
        }
        for (int dot = wanted.indexOf('.'); dot >= 0; dot = wanted.indexOf('.', dot + 1)) {
            Optional<TableName> within = dot == 0 || dot == wanted.length() - 1
                    ? Optional.empty()
                    : schema(connection, wanted.substring(0, dot), wanted.substring(dot + 1));
            if (within.isPresent()) {
                return usable(wanted, within.get());
            }
        }
        return usable(wanted, new TableName(first(connection, wanted), wanted));
    }

    private static NewTable quoted(Connection connection, WrittenName wanted) throws SQLException {
        if (wanted.schema() == null) {
            return usable(wanted.text(), new TableName(first(connection, wanted.text()), wanted.name()));
        }
        return usable(
                wanted.text(),
                schema(connection, wanted.schema(), wanted.name())
                        .orElseThrow(() ->
                                refused(wanted.text(), "there is no schema " + wanted.schema(), "make it first")));
    }

    private static String first(Connection connection, String wanted) throws SQLException {
        return Query.first(connection, "select current_schema()", row -> row.getString(1))
                .orElseThrow(() -> refused(wanted, "no schema of the search path is there", "say schema.table"));
    }

    private static Optional<TableName> schema(Connection connection, String schema, String table) throws SQLException {
        Optional<Boolean> ours = Query.first(connection, SCHEMA, row -> row.getBoolean("reserved"), schema);
        if (ours.orElse(false)) {
            throw refused(schema + "." + table, "schema " + schema + " is not for tables of yours", "name another one");
        }
        return ours.map(there -> new TableName(schema, table));
    }

    private static NewTable usable(String wanted, TableName name) {
        boolean odd = !MadeNames.visible(name.name()).equals(name.name());
        if (name.name().isEmpty() || odd) {
            throw refused(wanted, "its name is empty, or has blanks around it or characters that nobody sees", RENAME);
        }
        if (name.name().getBytes(StandardCharsets.UTF_8).length > MadeNames.LONGEST) {
            throw refused(wanted, "its name is longer than " + MadeNames.LONGEST + " bytes", RENAME);
        }
        return new NewTable(name);
    }

    private static final String RENAME = "rename the file, or say table=";

    private static ProblemException refused(String table, String why, String hint) {
        return CsvFile.refused("cannot make table \"" + table + "\": " + why, hint);
    }

    /** Waits until nobody else is about to make it; the table, if somebody has. */
    Optional<Table> madeMeanwhile(Connection connection) throws SQLException {
        new AdvisoryLock("caravanserai new table " + name.display().toLowerCase(java.util.Locale.ROOT))
                .takeInTransaction(connection);
        return Catalog.find(connection, name.display());
    }

    /**
     * Makes it, or finds the one that somebody else made just now.
     *
     * @throws ProblemException if the server does not take it
     */
    Table make(Connection connection, List<MadeColumn> columns) throws SQLException {
        String listed = columns.stream()
                .map(column -> Identifier.quote(column.name()) + " " + column.type())
                .collect(Collectors.joining(", "));
        String statement = "create table " + name.quoted() + " (" + listed + ")";
        Optional<SQLException> failed = Savepoint.attempt(connection, () -> Query.execute(connection, statement));
        Optional<Table> there = Catalog.find(connection, name);
        if (failed.isPresent()
                && !(there.isPresent() && MADE_BY_OTHERS.contains(failed.get().getSQLState()))) {
            throw new ProblemException(Problem.refused(
                    "cannot make table " + name.display() + ": " + SqlState.firstLine(failed.get()),
                    "create the table first, or give the database user the right to"));
        }
        return there.orElseThrow();
    }

    /** A relation of that name, or its row in the catalog, is there. */
    private static final Set<String> MADE_BY_OTHERS = Set.of("42P07", SqlState.UNIQUE_VIOLATION, "42710");
}

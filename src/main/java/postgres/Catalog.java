package postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what the database says of its tables. Names are bound, never pasted. */
public final class Catalog {

    private static final String FIND = Sql.read("postgres/find-table.sql");
    private static final String NAMED = Sql.read("postgres/named-tables.sql");
    private static final String OWN = Sql.read("postgres/own-tables.sql");
    private static final String COLUMNS = Sql.read("postgres/columns.sql");
    private static final String CONSTRAINTS = Sql.read("postgres/constraints.sql");

    /** Ranks below it are exact spellings; see the statement. */
    private static final int FIRST_INEXACT_RANK = 1;

    private Catalog() {}

    /**
     * The table a user means by {@code wanted}: a bare name on the search path, or {@code schema.name}, parts in quotes
     * where they have points in them; exact spelling first, then the only one that matches in another case. System schemas and our own ledger are never found.
     */
    public static Optional<Table> find(Connection connection, String wanted) throws SQLException {
        Optional<Candidate> found = candidate(connection, wanted);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(tables(connection, List.of(found.get())).get(0));
    }

    /** The same table's oid. */
    public static Optional<Long> oid(Connection connection, String wanted) throws SQLException {
        return candidate(connection, wanted).map(Candidate::oid);
    }

    private static Optional<Candidate> candidate(Connection connection, String wanted) throws SQLException {
        if (wanted.isEmpty() || wanted.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        WrittenName name = WrittenName.of(wanted);
        List<Candidate> found =
                Query.list(connection, FIND, Catalog::candidate, wanted, name.schema(), name.name(), name.quoted());
        return found.isEmpty() || ambiguous(found) ? Optional.empty() : Optional.of(found.get(0));
    }

    /** The table of exactly that schema and name. */
    public static Optional<Table> find(Connection connection, TableName name) throws SQLException {
        return all(connection, List.of(name)).stream().findFirst();
    }

    /** Those tables of exactly these names that there are, in their order; what that costs does not grow with each. */
    public static List<Table> all(Connection connection, List<TableName> names) throws SQLException {
        return tables(
                connection,
                Query.list(
                        connection,
                        NAMED,
                        Catalog::candidate,
                        connection.createArrayOf(
                                "text", names.stream().map(TableName::schema).toArray()),
                        connection.createArrayOf(
                                "text", names.stream().map(TableName::name).toArray())));
    }

    /** The same, its types spelled with their schemas, in a transaction that writes values exactly from then on. */
    public static Optional<Table> exact(Connection connection, TableName name) throws SQLException {
        SessionSettings.exact(connection);
        return find(connection, name);
    }

    /** Every table of the database that holds rows of its own, the largest first. */
    public static List<TableName> own(Connection connection) throws SQLException {
        return Query.list(connection, OWN, row -> new TableName(row.getString("schema"), row.getString("name")));
    }

    /** Whether there is a relation of that name, which is quoted as SQL wants it. */
    public static boolean exists(Connection connection, String quoted) throws SQLException {
        return Query.first(connection, "select pg_catalog.to_regclass(?) is not null", row -> row.getBoolean(1), quoted)
                .orElseThrow();
    }

    /** Whether there is a relation of that name. */
    public static boolean exists(Connection connection, TableName name) throws SQLException {
        return exists(connection, name.quoted());
    }

    private static List<Table> tables(Connection connection, List<Candidate> found) throws SQLException {
        Array oids = connection.createArrayOf(
                "oid", found.stream().map(Candidate::oid).toArray());
        Map<Long, List<Column>> columns = new HashMap<>();
        Map<Long, List<Constraint>> constraints = new HashMap<>();
        Query.list(
                connection,
                COLUMNS,
                row -> columns.computeIfAbsent(row.getLong("relation"), oid -> new ArrayList<>())
                        .add(column(row)),
                oids);
        Query.list(
                connection,
                CONSTRAINTS,
                row -> constraints
                        .computeIfAbsent(row.getLong("relation"), oid -> new ArrayList<>())
                        .add(constraint(row)),
                oids,
                oids);
        return found.stream()
                .map(one -> new Table(
                        one.oid,
                        one.name,
                        one.kind,
                        columns.getOrDefault(one.oid, List.of()),
                        constraints.getOrDefault(one.oid, List.of()),
                        one.referencedByCascade,
                        one.insertable))
                .toList();
    }

    /** Two tables that match only in another case are a question, not an answer. */
    private static boolean ambiguous(List<Candidate> found) {
        return found.size() > 1 && found.get(0).rank >= FIRST_INEXACT_RANK && found.get(0).rank == found.get(1).rank;
    }

    private record Candidate(
            long oid, TableName name, Table.Kind kind, int rank, boolean referencedByCascade, boolean insertable) {}

    private static Candidate candidate(ResultSet row) throws SQLException {
        return new Candidate(
                row.getLong("oid"),
                new TableName(row.getString("schema"), row.getString("name")),
                kind(row.getString("kind")),
                row.getInt("rank"),
                row.getBoolean("referenced_by_cascade"),
                row.getBoolean("insertable"));
    }

    private static Table.Kind kind(String code) {
        return switch (code) {
            case "r" -> Table.Kind.TABLE;
            case "p" -> Table.Kind.PARTITIONED_TABLE;
            case "v" -> Table.Kind.VIEW;
            case "m" -> Table.Kind.MATERIALIZED_VIEW;
            case "f" -> Table.Kind.FOREIGN_TABLE;
            default -> Table.Kind.OTHER;
        };
    }

    private static Column column(ResultSet row) throws SQLException {
        return new Column(
                row.getString("name"),
                row.getString("type"),
                row.getString("base_type"),
                row.getString("plain_type"),
                row.getInt("modifier"),
                row.getBoolean("required"),
                row.getBoolean("defaulted"),
                row.getBoolean("generated"),
                row.getBoolean("domain"),
                row.getString("equality"));
    }

    private static Constraint constraint(ResultSet row) throws SQLException {
        String references = row.getString("references_name");
        return new Constraint(
                switch (row.getString("kind")) {
                    case "p" -> Constraint.Kind.PRIMARY_KEY;
                    case "u" -> Constraint.Kind.UNIQUE;
                    case "f" -> Constraint.Kind.FOREIGN_KEY;
                    case "c" -> Constraint.Kind.CHECK;
                    default -> Constraint.Kind.EXCLUSION;
                },
                row.getString("name"),
                Query.texts(row, "columns"),
                row.getString("expression"),
                references == null ? null : new TableName(row.getString("references_schema"), references),
                Query.texts(row, "referenced_columns"));
    }
}

package ingest;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.ProblemException;
import postgres.Column;
import postgres.Constraint;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import rows.load.Dialect;

/** By which unique constraint an upsert finds the rows that are there: the primary key, or the one that was said. */
final class UpsertKey {

    private static final String UNARBITRATED = Sql.read("ingest/unarbitrated-keys.sql");

    private UpsertKey() {}

    /**
     * The table as an upsert by that key sees it: the key in the place of the primary key.
     *
     * @param said a constraint's name or its columns, or null for the primary key
     * @throws ProblemException if there is none such, or none that a row can be found by
     */
    static Table of(Connection connection, Table table, String said) throws SQLException {
        Map<String, Boolean> unfit = Query.list(
                        connection,
                        UNARBITRATED,
                        row -> Map.entry(row.getString("name"), row.getBoolean("immediate")),
                        table.oid())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Constraint key = find(table, said);
        Boolean immediate = unfit.get(key.name());
        if (key.columns().isEmpty() || immediate != null) {
            throw CsvFile.refused(
                    "no upsert can find rows by " + key.name() + ": it "
                            + (key.columns().isEmpty()
                                    ? "stands on expressions, or holds for some rows only"
                                    : immediate ? "is not valid" : "is deferrable"),
                    ways(table, candidate -> candidate != key && !unfit.containsKey(candidate.name())));
        }
        return table.keyedBy(key);
    }

    private static Constraint find(Table table, String said) {
        if (said == null) {
            return keys(table)
                    .filter(key -> key.kind() == Constraint.Kind.PRIMARY_KEY)
                    .findFirst()
                    .orElseThrow(() -> CsvFile.refused(
                            table.name().display() + " has no primary key to find existing rows by",
                            "add one, say key= if rows can be found otherwise, or use mode=insert"));
        }
        return keys(table)
                .filter(key -> key.name().equals(said))
                .findFirst()
                .or(() -> byColumns(table, said))
                .orElseThrow(() -> CsvFile.refused(
                        table.name().display() + " has no unique constraint \"" + said + '"',
                        ways(table, candidate -> true)));
    }

    private static Optional<Constraint> byColumns(Table table, String said) {
        Set<Optional<String>> wanted = Arrays.stream(Dialect.OURS.fields(said))
                .map(name -> Optional.ofNullable(name)
                        .flatMap(one -> table.column(one.strip()))
                        .map(Column::name))
                .collect(Collectors.toSet());
        return keys(table)
                .filter(key -> key.columns().stream()
                        .map(Optional::of)
                        .collect(Collectors.toSet())
                        .equals(wanted))
                .findFirst();
    }

    private static String ways(Table table, Predicate<Constraint> usable) {
        List<String> there = keys(table)
                .filter(usable.and(key -> !key.columns().isEmpty()))
                .map(key -> key.name() + " (" + String.join(", ", key.columns()) + ")")
                .toList();
        return there.isEmpty()
                ? "there is no other; add one, or use mode=insert"
                : "its unique constraints are " + String.join(", ", there);
    }

    private static Stream<Constraint> keys(Table table) {
        return table.constraints().stream()
                .filter(rule -> rule.kind() == Constraint.Kind.PRIMARY_KEY || rule.kind() == Constraint.Kind.UNIQUE);
    }
}

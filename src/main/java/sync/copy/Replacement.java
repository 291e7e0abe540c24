package sync.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import ledger.Problem;
import ledger.ProblemException;
import postgres.BucketHashes;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.LockMode;
import postgres.Query;
import postgres.Savepoint;
import postgres.Sql;
import postgres.SqlState;
import postgres.TableName;
import postgres.definition.SequenceDefinition;
import rows.change.RulesAside;
import rows.change.SequenceAdvance;
import rows.change.UniqueSwap;

/**
 * Makes the rows of tables that stay where they are those of staged tables, in the caller's transaction. Nothing is
 * truncated: whoever looks at the old rows goes on seeing them, and foreign keys of others hold.
 */
final class Replacement {

    private final Connection target;
    private final List<CopiedTable> tables;

    Replacement(Connection target, List<CopiedTable> tables) {
        this.target = target;
        this.tables = parentsFirst(tables);
    }

    /** Keeps others from writing to the tables. */
    static void lock(Connection target, List<CopiedTable> tables) throws SQLException {
        if (!tables.isEmpty()) {
            Query.execute(
                    target,
                    LockMode.SHARE_ROW_EXCLUSIVE.lock(tables.stream()
                            .map(CopiedTable::name)
                            .sorted(Comparator.comparing(TableName::quoted))
                            .toList()));
        }
    }

    /**
     * Does it, children before parents where rows go and parents before children where they come.
     *
     * @param hashes the content that each has to have in the end
     * @throws ProblemException if rows of other tables would go along, or the rows are not taken as they are
     */
    void run(Function<CopiedTable, BucketHashes> hashes) throws SQLException {
        if (tables.isEmpty()) {
            return;
        }
        Cascades.refuse(target, tables);
        Query.execute(target, "set constraints all deferred");
        try {
            for (int i = tables.size() - 1; i >= 0; i--) {
                Query.execute(target, delete(tables.get(i)));
            }
            for (CopiedTable table : tables) {
                change(table);
                SequenceAdvance.run(
                        target,
                        table.definition(),
                        List.of(SequenceDefinition.Kind.IDENTITY, SequenceDefinition.Kind.OWNED));
            }
            Query.execute(target, "set constraints all immediate");
        } catch (SQLException e) {
            throw Staging.refused(e, "the rows do not fit into the tables of the target");
        }
        for (CopiedTable table : tables) {
            BucketHashes now = BucketHashes.of(
                    target, table.table().relation(), table.table().writable(), null);
            if (!now.equals(hashes.apply(table))) {
                throw new ProblemException(Problem.refused(
                        "the rows of " + table.name().display() + " on the target are not those that were put there",
                        "look for triggers or rules on it that change rows, or copy without \"how\":\"replace\""));
            }
        }
    }

    private void change(CopiedTable table) throws SQLException {
        if (key(table).isEmpty()) {
            Query.execute(target, insert(table));
            return;
        }
        Savepoint.Attempt inPlace = () -> {
            update(table);
            Query.execute(target, insert(table));
        };
        Optional<SQLException> taken = Savepoint.attempt(target, SqlState::isTaken, inPlace);
        Optional<SQLException> inTheWay = taken;
        UniqueSwap exchange = exchange(table);
        if (inTheWay.isPresent() && exchange.isSafe(target)) {
            inTheWay = Savepoint.attempt(
                    target, () -> Query.execute(target, "with l as (" + exchange.leave() + ") " + exchange.come("l")));
        }
        if (inTheWay.isPresent()
                && RulesAside.run(target, List.of(table.name()), inPlace).isPresent()) {
            throw taken.get();
        }
    }

    private static UniqueSwap exchange(CopiedTable table) {
        return new UniqueSwap(
                table.name(),
                table.table().relation(),
                table.table().key(),
                table.table().writable().stream().map(Column::name).toList(),
                table.staged().quoted(),
                KeySql.differ(values(table), "t", "s"));
    }

    private static List<Column> values(CopiedTable table) {
        return KeySql.mayDiffer(table.table().writable(), key(table));
    }

    private static List<String> key(CopiedTable table) {
        return table.table().primaryKey();
    }

    private static String same(CopiedTable table) {
        return KeySql.equal(table.table().key(), "t", "s");
    }

    private static String delete(CopiedTable table) {
        return key(table).isEmpty()
                ? Sql.fill("delete from {rows}", Map.of("rows", rows(table)))
                : Sql.fill(
                        "delete from {rows} t where not exists (select from {staged} s where {same key})",
                        Map.of("rows", rows(table), "staged", table.staged().quoted(), "same key", same(table)));
    }

    private void update(CopiedTable table) throws SQLException {
        List<Column> values = values(table);
        if (values.isEmpty()) {
            return;
        }
        Query.execute(
                target,
                Sql.fill(
                        "update {rows} t set {values} from {staged} s where {same key} and ({differ})",
                        Map.of(
                                "rows", rows(table),
                                "values",
                                        KeySql.assign(
                                                values.stream()
                                                        .map(Column::name)
                                                        .toList(),
                                                "s"),
                                "staged", table.staged().quoted(),
                                "same key", same(table),
                                "differ", KeySql.differ(values, "t", "s"))));
    }

    private static String insert(CopiedTable table) {
        List<String> columns =
                table.table().writable().stream().map(Column::name).toList();
        return Sql.fill(
                "insert into {table} {columns} select {values} from {staged} s{new}",
                Map.of(
                        "table", table.name().quoted(),
                        "columns",
                                columns.isEmpty() ? "" : "(" + Identifier.list(columns) + ") overriding system value",
                        "values", Identifier.list(columns, "s."),
                        "staged", table.staged().quoted(),
                        "new",
                                key(table).isEmpty()
                                        ? ""
                                        : Sql.fill(
                                                " where not exists (select from {rows} t where {same key})",
                                                Map.of("rows", rows(table), "same key", same(table)))));
    }

    private static String rows(CopiedTable table) {
        return table.table().relation();
    }

    private static List<CopiedTable> parentsFirst(List<CopiedTable> tables) {
        List<CopiedTable> ordered = new ArrayList<>();
        Set<TableName> entered = new HashSet<>();
        tables.forEach(table -> enter(table, tables, entered, ordered));
        return ordered;
    }

    private static void enter(
            CopiedTable table, List<CopiedTable> tables, Set<TableName> entered, List<CopiedTable> ordered) {
        if (!entered.add(table.name())) {
            return;
        }
        Set<TableName> parents = table.definition().refersTo();
        tables.stream()
                .filter(other -> other.definition().names().anyMatch(parents::contains))
                .forEach(other -> enter(other, tables, entered, ordered));
        ordered.add(table);
    }
}

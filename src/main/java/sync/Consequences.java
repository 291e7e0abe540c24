package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.ReferringKey;
import postgres.SessionSettings;
import postgres.Sql;
import sync.TargetWriter.Place;

/**
 * What the target's foreign keys would do to rows elsewhere when rows go, or get other values that are referred to. It is
 * found before anything is written: such rows are asked the source for. What the source has as well comes in the same
 * statement, with what it refers to, so that nothing is left for a foreign key to act on; what it has not goes by itself,
 * and is counted. Rows of other tables are not touched: then the change is refused.
 */
final class Consequences {

    private static final String EXACT = Sql.read("postgres/exact-text.sql");
    /** Keys that one statement asks the source for. */
    private static final int AT_ONCE = 2000;

    private final SourceSnapshot source;
    private final TargetWriter target;
    private final Flow flow;
    private final Connection connection;
    private final Collection<TableSync> called;
    private final Collection<SyncedTable> ofFlow;
    private final Map<Place, Watermark> watermarks;
    private final ConsequenceRefusals refusals;
    private References references;

    /**
     * @param called what the sync writes
     * @param ofFlow all tables of its flow, as the source has them
     */
    Consequences(
            SourceSnapshot source,
            TargetWriter target,
            Flow flow,
            Collection<TableSync> called,
            Collection<SyncedTable> ofFlow,
            Map<Place, Watermark> watermarks) {
        this.source = source;
        this.target = target;
        this.flow = flow;
        this.connection = target.connection();
        this.called = called;
        this.ofFlow = ofFlow;
        this.watermarks = watermarks;
        this.refusals = new ConsequenceRefusals(connection, flow);
    }

    private References references() throws SQLException {
        if (references == null) {
            target.makesTemporaryTables();
            references = References.of(target, flow, called, ofFlow);
        }
        return references;
    }

    /** Tables that the sync does not write, of which rows went that the source has not either. */
    List<TableSync> besides() {
        return references == null
                ? List.of()
                : references.tables().stream()
                        .filter(one -> !one.called() && one.table().deleted() > 0)
                        .map(Affected::table)
                        .toList();
    }

    /** Whether rows that get other values may change others. */
    boolean any(List<TableSync> tables) throws SQLException {
        return tables.stream().anyMatch(references()::pointsToValues);
    }

    /** From here on it is found what goes together, in the present transaction. */
    void begin() throws SQLException {
        references().begin();
        names();
    }

    /** Values are read exactly, and keys compared by their own types' operators. */
    private void names() throws SQLException {
        Query.execute(connection, EXACT + ";\nset local search_path = pg_catalog" + references.operatorSchemas());
    }

    /** Rows {@code t} of a table go. */
    void goes(TableSync table, String condition) throws SQLException {
        references.of(table).go(connection, condition);
    }

    /** Rows that came with the changes are to be written. */
    void comes(Map<TableSync, List<StagedChanges>> incoming) {
        incoming.forEach((table, streams) -> references.of(table).comes(streams));
    }

    /** Rows of the source come too, of whose keys this is a query, if the target lacks them. */
    void comesWhereMissing(TableSync table, String keys) throws SQLException {
        Affected affected = references.of(table);
        affected.make(connection);
        try (KeysOfSource found = KeysOfSource.of(source.connection(), connection, table.source(), keys)) {
            found.without("select from " + affected.relation() + " t where "
                    + KeySql.equal(table.target().keyColumns(), "t", "k") + " and not " + affected.goes("t"));
            comes(table, found);
        }
    }

    /** Rows of the source that have these keys come too. */
    void comes(TableSync table, KeysOfSource found) throws SQLException {
        for (List<List<String>> some = found.next(AT_ONCE); !some.isEmpty(); some = found.next(AT_ONCE)) {
            fetch(references.of(table), table.source().key(), some);
        }
    }

    private boolean fetch(Affected table, List<String> columns, List<List<String>> values) throws SQLException {
        boolean any = false;
        for (int from = 0; from < values.size(); from += AT_ONCE) {
            any |= table.fetch(
                    source,
                    connection,
                    columns,
                    values.subList(from, Math.min(values.size(), from + AT_ONCE)),
                    table.called() ? table.table().brought(watermarks, source.nextXid()) : "false");
        }
        return any;
    }

    /**
     * Finds what else changes, until that is all.
     *
     * @throws TableTroubleException if rows would be touched that nobody may touch
     */
    void follow() throws SQLException {
        boolean grown = true;
        while (grown) {
            references.hold();
            grown = false;
            for (ReferringKey key : references.keys()) {
                grown |= touched(key);
            }
            for (Affected table : references.tables()) {
                grown |= table.askedInVain(connection);
            }
            for (ReferringKey key : references.keys()) {
                grown |= needed(key);
            }
        }
        for (ReferringKey key : references.keys()) {
            Affected parent = references.referred(key);
            if (parent.called() && parent.goesAny() && parent.comesAny() && references.pointsToValues(key)) {
                parent.rekey(connection, key.referredColumns());
            }
        }
        for (ReferringKey key : references.keys()) {
            refusals.left(
                    key, references.referred(key), references.referring(key).orElse(null));
        }
    }

    /** Rows that refer to what goes, or to values that change, are asked the source for. */
    private boolean touched(ReferringKey key) throws SQLException {
        Affected parent = references.referred(key);
        boolean changes = parent.comesAny() && !parent.table().target().key().containsAll(key.referredColumns());
        if (!parent.goesAny() && !changes) {
            return false;
        }
        List<String> ways = new ArrayList<>();
        if (parent.goesAny()) {
            ways.add(parent.goes("t"));
        }
        if (changes) {
            ways.add(parent.comesOtherwise(key.referredColumns()));
        }
        String refer = "exists (select from " + parent.relation() + " t where " + key.refers("r", "t") + " and ("
                + String.join(" or ", ways) + "))";
        Affected child = references.referring(key).orElse(null);
        if (child == null) {
            refusals.outside(key, parent, ways.size() == 1 && changes, refer);
            return false;
        }
        boolean any = false;
        List<List<String>> keys;
        do {
            keys = child.ask(connection, key.relation(), refer, AT_ONCE);
            fetch(child, child.table().target().key(), keys);
            any |= !keys.isEmpty();
        } while (!keys.isEmpty());
        if (any && !child.called() && child.askedAndCame(connection) > 0) {
            throw refusals.refused(parent, child.name(), child.askedAndCame(connection), key);
        }
        return any;
    }

    /** What rows that come refer to, and is not there yet, comes too. */
    private boolean needed(ReferringKey key) throws SQLException {
        Affected child = references.referring(key).orElse(null);
        Affected parent = references.referred(key);
        if (child == null || !child.called() || !child.fetchedAny() || !parent.called()) {
            return false;
        }
        parent.make(connection);
        String there = "exists (select from " + parent.relation() + " t where " + key.hasItsValues("s", "t")
                + " and not " + parent.goes("t") + ")";
        List<List<String>> values = Query.list(
                connection,
                "select distinct "
                        + key.columns().stream()
                                .map(name -> "s." + Identifier.quote(name) + "::text")
                                .collect(Collectors.joining(", "))
                        + " from " + child.fetched().table() + " s where "
                        + key.columns().stream()
                                .map(name -> "s." + Identifier.quote(name) + " is not null")
                                .collect(Collectors.joining(" and "))
                        + " and not " + there + " and not " + parent.comesFor(key),
                row -> Affected.texts(row, key.columns().size()));
        return !values.isEmpty() && fetch(parent, key.referredColumns(), values);
    }

    /**
     * Writes all of it in the present transaction.
     *
     * @param rows of those that came with the changes, how many count
     */
    void write(Map<TableSync, Long> rows) throws SQLException {
        List<TableSync> tables = new ArrayList<>();
        Map<TableSync, List<StagedChanges>> incoming = new HashMap<>();
        Map<TableSync, Long> counted = new HashMap<>(rows);
        Map<TableSync, String> deletes = new LinkedHashMap<>();
        Map<TableSync, String> moves = new LinkedHashMap<>();
        List<Affected> fetched = new ArrayList<>();
        for (Affected one : references.tables()) {
            if (one.rekeyedAny()) {
                moves.put(one.table(), one.move());
            }
            if (one.goesAny()) {
                deletes.put(one.table(), one.delete());
            }
            if (one.called() && one.comesAny()) {
                tables.add(one.table());
                incoming.put(one.table(), one.coming());
            }
            if (one.called() && one.fetchedAny()) {
                fetched.add(one);
                counted.merge(one.table(), one.fetched().alone(connection), Long::sum);
            }
        }
        SessionSettings.ordinaryNames(connection);
        new TableWrites(connection, tables, incoming, counted, deletes, moves).run();
        names();
        Set<String> missing = new TreeSet<>();
        for (Affected one : fetched) {
            if (one.missing(connection, references.referring(one)) > 0) {
                missing.add(one.name());
            }
        }
        SessionSettings.ordinaryNames(connection);
        if (!missing.isEmpty()) {
            throw new ProblemException(Problem.conflict(
                    "rows of " + String.join(", ", missing) + " did not stay in " + flow.to()
                            + " as others went: something else than its foreign keys acts there",
                    "look at the triggers and rules of these tables"));
        }
    }

    /** The transaction is committed. */
    void kept() {
        known().forEach(TableSync::kept);
    }

    /** It was rolled back. */
    void undone() {
        known().forEach(TableSync::undone);
    }

    private List<TableSync> known() {
        return references == null
                ? List.of()
                : references.tables().stream().map(Affected::table).toList();
    }
}

package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.Problem;
import postgres.Column;
import postgres.Identifier;
import postgres.KeySql;
import postgres.Query;
import postgres.ReferringKey;
import postgres.TableName;
import sync.TargetWriter.Place;

/**
 * Rows that the source's own foreign keys changed when the rows they refer to got other keys: their times tell nothing of it,
 * and no row goes where keys were swapped or shifted. Those are looked at that refer to rows which changed, or are blank, that
 * were written since the last sync by the source's count of transactions, and do not come with the changes.
 */
final class Followers {

    private final SourceSnapshot source;
    private final TargetWriter target;
    private final Flow flow;
    private final Collection<SyncedTable> ofFlow;
    private final Map<Place, Watermark> watermarks;
    private final Map<TableName, TableSync> called = new HashMap<>();
    private final Map<TableName, TableSync> others = new HashMap<>();
    /** Foreign keys of the source that change rows, by the table they point to. */
    private Map<TableName, List<ReferringKey>> keys;

    /**
     * @param called what the sync writes
     * @param ofFlow all tables of its flow, as the source has them
     */
    Followers(
            SourceSnapshot source,
            TargetWriter target,
            Flow flow,
            Collection<TableSync> called,
            Collection<SyncedTable> ofFlow,
            Map<Place, Watermark> watermarks) {
        this.source = source;
        this.target = target;
        this.flow = flow;
        this.ofFlow = ofFlow;
        this.watermarks = watermarks;
        called.forEach(table -> this.called.put(table.source().name(), table));
    }

    /**
     * Rows that followed others by a foreign key.
     *
     * @param first the changed table that it began with
     * @param condition on a row {@code t} of the source
     */
    record Way(TableSync first, TableSync table, ReferringKey key, String condition) {}

    /** The ways on which the source has any rows that followed those of tables which have changed. */
    List<Way> of(List<TableSync> changed) throws SQLException {
        List<Way> ways = new ArrayList<>();
        for (TableSync table : changed) {
            if (!table.changed().isEmpty() && isReferredTo(table.source().name())) {
                // Each stream by its own index.
                String rows = table.changed().stream()
                        .map(stream -> "select t.* from " + table.source().relation() + " t where "
                                + stream.after(
                                        watermark(new Place(table.source().name(), stream.name()), table),
                                        source.nextXid()))
                        .collect(Collectors.joining(" union all "));
                follow(table, table, rows, List.of(), Set.of(), ways);
            }
        }
        if (ways.isEmpty()) {
            return List.of();
        }
        source.readsWhole();
        Boolean[] any = Query.first(
                        source.connection(),
                        "select array["
                                + ways.stream()
                                        .map(way -> "exists (select from "
                                                + way.table().source().relation() + " t where " + way.condition() + ")")
                                        .collect(Collectors.joining(", "))
                                + "]",
                        row -> (Boolean[]) row.getArray(1).getArray())
                .orElseThrow();
        source.readsChanges();
        List<Way> found = new ArrayList<>();
        for (int i = 0; i < any.length; i++) {
            if (any[i]) {
                found.add(ways.get(i));
            }
        }
        return found;
    }

    private boolean isReferredTo(TableName name) {
        return ofFlow.stream().anyMatch(one -> one.refersTo().contains(name));
    }

    /**
     * Goes on from a table's rows to those that refer to them.
     *
     * @param rows a query of the table's rows
     * @param carried columns of these rows that changed with others, empty where any may have
     * @param before the foreign keys that led here
     */
    private void follow(
            TableSync first,
            TableSync table,
            String rows,
            List<String> carried,
            Set<ReferringKey> before,
            List<Way> ways)
            throws SQLException {
        for (ReferringKey key : keys().getOrDefault(table.source().name(), List.of())) {
            boolean further = carried.isEmpty() || !Collections.disjoint(carried, key.referredColumns());
            TableSync child = further && !before.contains(key) ? child(key) : null;
            if (child != null && !isNew(child)) {
                String condition = "not " + brought(child) + ChangeStream.notSeen(seen(first, child), source.nextXid())
                        + refers(key, rows);
                ways.add(new Way(first, child, key, condition));
                Set<ReferringKey> led = new HashSet<>(before);
                led.add(key);
                follow(
                        first,
                        child,
                        "select t.* from " + child.source().relation() + " t where " + condition,
                        key.columns(),
                        led,
                        ways);
            }
        }
    }

    /** What became of rows that referred to one whose key is another's now. */
    private static String refers(ReferringKey key, String rows) {
        return switch (key.onUpdate()) {
            case SET_NULL ->
                key.columns().stream()
                        .map(name -> " and t." + Identifier.quote(name) + " is null")
                        .collect(Collectors.joining());
            // That may be any row's key, or none's.
            case SET_DEFAULT -> "";
            default -> " and exists (select from (" + rows + ") p where " + key.hasItsValues("t", "p") + ")";
        };
    }

    private Map<TableName, List<ReferringKey>> keys() throws SQLException {
        if (keys == null) {
            Connection connection = source.connection();
            List<TableName> referred = ofFlow.stream()
                    .map(SyncedTable::name)
                    .filter(this::isReferredTo)
                    .toList();
            List<Long> oids = References.oids(connection, referred);
            keys = new LinkedHashMap<>();
            for (ReferringKey key : ReferringKey.to(connection, oids)) {
                if (key.onUpdate().acts()) {
                    keys.computeIfAbsent(referred.get(oids.indexOf(key.referred())), any -> new ArrayList<>())
                            .add(key);
                }
            }
        }
        return keys;
    }

    /** The table of the flow whose rows refer, or null. */
    private TableSync child(ReferringKey key) throws SQLException {
        for (SyncedTable table : ofFlow) {
            TableName name = table.name();
            if (name.equals(key.table()) || name.equals(key.root())) {
                return called.containsKey(name) ? called.get(name) : notCalled(table);
            }
        }
        return null;
    }

    private TableSync notCalled(SyncedTable table) throws SQLException {
        if (!others.containsKey(table.name())) {
            target.reread(table.name());
            SyncedTable there = target.table(table.name());
            boolean fits = there != null && there.isTable() && !table.key().isEmpty();
            others.put(table.name(), fits ? new TableSync(table, there, flow) : null);
        }
        return others.get(table.name());
    }

    private Stream<Watermark> watermarks(TableSync table) {
        return table.streams().stream()
                .map(stream -> watermark(new Place(table.source().name(), stream.name()), table));
    }

    private Watermark watermark(Place place, TableSync table) {
        return isCalled(table)
                ? watermarks.get(place)
                : target.watermark(place.table(), place.stream())
                        .of(table.source().files());
    }

    private boolean isCalled(TableSync table) {
        return called.get(table.source().name()) == table;
    }

    private String brought(TableSync table) {
        Map<Place, Watermark> own = new HashMap<>();
        for (ChangeStream stream : table.streams()) {
            Place place = new Place(table.source().name(), stream.name());
            own.put(place, watermark(place, table));
        }
        return table.brought(own, source.nextXid());
    }

    /** Whether all rows come anyway. */
    private boolean isNew(TableSync table) {
        return watermarks(table).allMatch(one -> one.at() == null && one.seen() == null);
    }

    /** What both sides had in common when the changed table was last looked at; null if that is not known any more. */
    private Long seen(TableSync changed, TableSync child) {
        return Stream.of(changed, child)
                .filter(table -> watermarks(table).allMatch(one -> one.seen() != null))
                .findFirst()
                .flatMap(table -> watermarks(table).map(Watermark::seen).min(Long::compare))
                .orElse(null);
    }

    /** Those of these rows that the target has otherwise come with the changes. */
    void come(List<Way> ways, Consequences consequences) throws SQLException {
        for (Way way : ways) {
            TableSync table = way.table();
            List<Column> columns = Stream.concat(table.source().key().stream(), way.key().columns().stream())
                    .distinct()
                    .map(name -> table.source().column(name).orElseThrow())
                    .toList();
            String query = "select "
                    + Identifier.list(columns.stream().map(Column::name).toList(), "t.") + " from "
                    + table.source().relation() + " t where " + way.condition();
            source.readsWhole();
            try (KeysOfSource found =
                    KeysOfSource.of(source.connection(), target.connection(), table.source(), columns, query)) {
                source.readsChanges();
                leaveOutSame(way, found);
                if (isCalled(table)) {
                    consequences.comes(table, found);
                } else if (found.count() > 0) {
                    throw refused(way, found.count());
                }
            }
        }
    }

    /** Where another key is another row, nothing short of the whole row tells whether it is the same. */
    private static void leaveOutSame(Way way, KeysOfSource found) throws SQLException {
        SyncedTable there = way.table().target();
        List<Column> referring = way.key().columns().stream()
                .flatMap(name -> there.column(name).stream())
                .toList();
        if (Collections.disjoint(there.key(), way.key().columns())) {
            found.without("select from " + there.relation() + " t where " + KeySql.equal(there.keyColumns(), "t", "k")
                    + " and not (" + KeySql.differ(referring, "t", "k") + ")");
        }
    }

    private TableTroubleException refused(Way way, long rows) {
        String changed = way.first().source().name().display();
        String child = way.table().source().name().display();
        return new TableTroubleException(
                way.first(),
                Problem.refused(
                        rows + " rows of " + child + " in " + flow.from() + " followed rows of " + changed
                                + " to other keys (" + way.key().name() + "), and would stay behind in " + flow.to(),
                        "sync " + child + " in the same call"));
    }
}

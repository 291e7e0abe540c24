package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import postgres.Query;
import postgres.ReferringKey;
import postgres.TableName;

/**
 * The tables that a sync writes, the others of its flow whose rows refer to theirs, and the target's foreign keys that point
 * to any of them.
 */
final class References {

    private static final String OIDS = "select o.oid::bigint from unnest(?::text[]) with ordinality x(name, place)"
            + " cross join lateral (select x.name::regclass::oid as oid) o order by x.place";

    private final TargetWriter target;
    private final Flow flow;
    private final Map<Long, Affected> tables = new LinkedHashMap<>();
    private final List<ReferringKey> keys = new ArrayList<>();

    private References(TargetWriter target, Flow flow) {
        this.target = target;
        this.flow = flow;
    }

    /**
     * Reads them.
     *
     * @param called those that the sync writes
     * @param others of the flow, as the source has them
     */
    static References of(TargetWriter target, Flow flow, Collection<TableSync> called, Collection<SyncedTable> others)
            throws SQLException {
        References references = new References(target, flow);
        List<TableSync> next = List.copyOf(called);
        boolean first = true;
        while (!next.isEmpty()) {
            next = references.add(next, first, others);
            first = false;
        }
        return references;
    }

    /** The oids of tables, in the same order. */
    static List<Long> oids(Connection connection, List<TableName> names) throws SQLException {
        return Query.list(
                connection,
                OIDS,
                row -> row.getLong(1),
                connection.createArrayOf(
                        "text", names.stream().map(TableName::quoted).toArray()));
    }

    /** Takes tables in, and what points to them; answers those of the others that rows of these refer from. */
    private List<TableSync> add(List<TableSync> added, boolean called, Collection<SyncedTable> others)
            throws SQLException {
        Connection connection = target.connection();
        List<Long> oids = oids(
                connection, added.stream().map(table -> table.target().name()).toList());
        for (int i = 0; i < oids.size(); i++) {
            tables.put(oids.get(i), new Affected(added.get(i), oids.get(i), called, target.nextNumber()));
        }
        List<ReferringKey> found = ReferringKey.to(connection, oids);
        keys.addAll(found);
        Map<TableName, TableSync> next = new LinkedHashMap<>();
        for (ReferringKey key : found) {
            if (referring(key).isEmpty()) {
                for (SyncedTable other : others) {
                    boolean referring =
                            other.name().equals(key.table()) || other.name().equals(key.root());
                    if (referring && !next.containsKey(other.name())) {
                        beside(other).ifPresent(table -> next.put(other.name(), table));
                    }
                }
            }
        }
        return List.copyOf(next.values());
    }

    /** A table that the sync does not write, if its rows can be told apart on both sides. */
    private Optional<TableSync> beside(SyncedTable source) throws SQLException {
        target.reread(source.name());
        SyncedTable there = target.table(source.name());
        boolean fits = there != null
                && there.isTable()
                && !source.key().isEmpty()
                && SchemaFit.sorted(source.key()).equals(SchemaFit.sorted(there.key()));
        return fits ? Optional.of(new TableSync(source, there, flow)) : Optional.empty();
    }

    /** The next transaction. */
    void begin() {
        tables.values().forEach(Affected::begin);
    }

    Collection<Affected> tables() {
        return tables.values();
    }

    List<ReferringKey> keys() {
        return keys;
    }

    Affected of(TableSync table) {
        return tables.values().stream()
                .filter(affected -> affected.table() == table)
                .findFirst()
                .orElseThrow();
    }

    /** The table that the foreign key was found to point to. */
    Affected referred(ReferringKey key) {
        return tables.get(key.referred());
    }

    /** The table whose rows refer, if it is one of these. */
    Optional<Affected> referring(ReferringKey key) {
        return key.above().stream().filter(tables::containsKey).findFirst().map(tables::get);
    }

    /** Whether a change of other values than the key is seen by rows elsewhere. */
    boolean pointsToValues(TableSync table) {
        return keys.stream().anyMatch(one -> referred(one).table() == table && pointsToValues(one));
    }

    /** Whether it points to others than those of the primary key. */
    boolean pointsToValues(ReferringKey key) {
        return !referred(key).table().target().key().containsAll(key.referredColumns());
    }

    /** The columns of a table that refer to any of these. */
    Set<String> referring(Affected table) {
        return keys.stream()
                .filter(key -> referring(key).filter(one -> one == table).isPresent())
                .flatMap(key -> key.columns().stream())
                .collect(Collectors.toSet());
    }

    /** Where the operators of the tables' keys are, behind what is looked through anyway. */
    String operatorSchemas() {
        return tables.values().stream()
                .flatMap(affected -> affected.table().target().operatorSchemas().stream())
                .distinct()
                .map(schema -> ", " + schema)
                .collect(Collectors.joining());
    }

    /** Whoever refers to what goes from now on waits, and finds it gone. */
    void hold() throws SQLException {
        for (Affected one : tables.values()) {
            if (one.goesAny()) {
                Query.execute(
                        target.connection(),
                        "select count(*) from (select from " + one.relation() + " t where " + one.goes("t")
                                + " for update) l");
            }
        }
    }
}

package rows.place;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import ledger.Json;
import postgres.Query;
import postgres.Savepoint;
import postgres.SqlState;
import postgres.definition.Dependent;

/**
 * Makes what stands on tables, in the caller's transaction, as far as the database lets it: what needs others is tried
 * again when those are there.
 */
public final class DependentMaker {

    private static final int AT_ONCE = 100;

    private final Connection connection;
    private final List<Dependent> all;
    private final List<Dependent> made = new ArrayList<>();
    private final Map<Dependent, String> leftOut = new LinkedHashMap<>();

    public DependentMaker(Connection connection, List<Dependent> all) {
        this.connection = connection;
        this.all = List.copyOf(all);
    }

    /** Those that a database has not. */
    public static List<Dependent> missing(Connection connection, List<Dependent> all) throws SQLException {
        List<Dependent> missing = new ArrayList<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Dependent> some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
            Boolean[] there = Query.first(
                            connection,
                            some.stream()
                                    .map(Dependent::there)
                                    .collect(Collectors.joining("), (", "select array[(", ")]::boolean[]")),
                            row -> (Boolean[]) row.getArray(1).getArray())
                    .orElseThrow();
            for (int i = 0; i < there.length; i++) {
                if (!Boolean.TRUE.equals(there[i])) {
                    missing.add(some.get(i));
                }
            }
        }
        return missing;
    }

    /** Makes what tables need that are not made yet. */
    public void makeFirst() throws SQLException {
        make(all.stream().filter(Dependent::comesFirst).toList());
    }

    /** Makes all that is not there. */
    public void make() throws SQLException {
        make(all);
    }

    private void make(List<Dependent> wanted) throws SQLException {
        // What a function speaks of may come after it.
        Query.execute(connection, "set local check_function_bodies = off");
        leftOut.clear();
        List<Dependent> left = missing(connection, wanted);
        int before;
        do {
            before = left.size();
            left = tried(left);
        } while (!left.isEmpty() && left.size() < before);
    }

    private List<Dependent> tried(List<Dependent> some) throws SQLException {
        List<Dependent> left = new ArrayList<>();
        for (Dependent one : some) {
            Optional<SQLException> trouble =
                    Savepoint.attempt(connection, () -> Query.execute(connection, one.unlessThere()));
            if (trouble.isEmpty()) {
                made.add(one);
                leftOut.remove(one);
            } else {
                left.add(one);
                leftOut.put(one, SqlState.firstLine(trouble.get()).replaceFirst("^ERROR: ", ""));
            }
        }
        return left;
    }

    /** Takes away again what there is, what stands on others before those; what more stands on stays. */
    public void takeAway() throws SQLException {
        List<Dependent> left = new ArrayList<>(all);
        int before;
        do {
            before = left.size();
            List<Dependent> staying = new ArrayList<>();
            for (int i = left.size() - 1; i >= 0; i--) {
                Dependent one = left.get(i);
                if (Savepoint.attempt(connection, () -> Query.execute(connection, one.removal()))
                        .isPresent()) {
                    staying.add(0, one);
                }
            }
            left = staying;
        } while (!left.isEmpty() && left.size() < before);
    }

    /** How to take away what was made, the last first. */
    public List<String> removals() {
        List<String> removals = new ArrayList<>();
        made.forEach(one -> removals.add(0, one.removal()));
        return removals;
    }

    /** What became of each, for the answer. */
    public ArrayNode told() {
        ArrayNode told = Json.mapper().createArrayNode();
        for (Dependent one : all) {
            ObjectNode of = told.addObject().put("kind", one.kind()).put("name", one.name());
            if (leftOut.containsKey(one)) {
                of.put("state", "left-out").put("problem", leftOut.get(one));
            } else {
                of.put("state", made.contains(one) ? "made" : "there");
            }
        }
        return told;
    }
}

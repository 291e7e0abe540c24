package snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import ledger.Json;
import postgres.TableName;
import postgres.definition.Names;
import rows.diff.RowSource;
import rows.place.StagedTables;

/**
 * A restore of which the rows of some tables may be in the database already, in tables of which nobody knows yet. Closed,
 * nothing is left of those that were not put in their place.
 *
 * @param names what these are called, by their originals
 * @param reading keeps the set from being deleted; null where nothing was brought
 * @param tables null where nothing was brought
 */
public record StagedRestore(
        RestoreRequest request, Map<TableName, Names> names, Connection reading, StagedTables tables)
        implements AutoCloseable {

    public StagedRestore {
        Objects.requireNonNull(request, "request");
        names = Map.copyOf(names);
    }

    /** One that brings all rows itself. */
    static StagedRestore none(RestoreRequest request) {
        return new StagedRestore(request, Map.of(), null, null);
    }

    /** The rows of the restore, each where they are by now. */
    List<RowSource> in(List<RowSource> contents) {
        return contents.stream().map(this::in).toList();
    }

    private RowSource in(RowSource one) {
        Names there = names.get(one.table());
        return there == null ? one : ((SetRows) one).in(there);
    }

    /** What the answer begins with. */
    ObjectNode answer() {
        return Json.mapper()
                .createObjectNode()
                .put("snapshot", request.snapshot())
                .put("engine", tables == null ? "service" : "spark");
    }

    @Override
    public void close() throws SQLException {
        try (reading;
                tables) {
            if (reading != null) {
                reading.rollback();
                reading.setAutoCommit(true);
            }
        }
    }
}

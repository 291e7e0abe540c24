package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ledger.ActiveRun;
import ledger.Json;
import ledger.ProblemException;
import postgres.Query;
import postgres.TableName;
import sync.TargetWriter.Place;

/**
 * Where a sync goes on after a copy: what was on the source before the copy saw it is in the copy. Without it the first sync
 * would look at all rows again.
 */
public final class CopyMark {

    private final Flow flow;
    private final Horizon.Listing listing;
    private final long xmin;
    private final Map<SyncedTable, List<ChangeStream>> streams;

    private CopyMark(Flow flow, Horizon.Listing listing, long xmin, Map<SyncedTable, List<ChangeStream>> streams) {
        this.flow = flow;
        this.listing = listing;
        this.xmin = xmin;
        this.streams = streams;
    }

    /**
     * Looks at the source, before anything of it is copied.
     *
     * @param source is closed
     * @param copied the tables that will be
     */
    public static CopyMark before(
            Connection source, Flow flow, List<TableName> copied, ActiveRun run, long lockTimeoutMillis)
            throws SQLException {
        List<String> names =
                copied.stream().map(name -> name.schema() + "." + name.name()).toList();
        try (SourceSnapshot view = SourceSnapshot.look(source, run, flow, names, lockTimeoutMillis)) {
            view.read(List.of(), List.of());
            Set<TableName> known = new HashSet<>(copied);
            Map<SyncedTable, List<ChangeStream>> streams = new HashMap<>();
            for (SyncedTable table : view.tables()) {
                if (known.contains(table.name())) {
                    streams.put(table, streams(table, flow));
                }
            }
            return new CopyMark(flow, view.listing(), view.xmin(), streams);
        }
    }

    /** None of a table that can be copied but not synced. */
    private static List<ChangeStream> streams(SyncedTable table, Flow flow) {
        try {
            return table.key().isEmpty() ? List.of() : ChangeStream.of(table, flow);
        } catch (ProblemException e) {
            // The sync tells it to whoever asks for one.
            return List.of();
        }
    }

    /** Keeps it, in the transaction that puts the rows in their place; the flow is in hand. */
    public void keep(Connection target) throws SQLException {
        Horizon before = Query.first(
                        target,
                        "select horizon from caravanserai_sync.tick where flow = ?",
                        row -> Json.read(row.getString(1), Horizon.class),
                        flow.name())
                .orElse(null);
        Horizon horizon = Horizon.of(before, listing);
        if (before != null) {
            doubt(target, before, horizon);
        }
        Query.update(target, TargetWriter.SAVE_WATERMARKS, flow.name(), TargetWriter.json(marks(horizon)));
        Query.update(target, TargetWriter.SAVE_TICK, flow.name(), Json.write(horizon));
    }

    /** As a sync does: takes back what is not true of any table any more, also of those that were not copied. */
    private void doubt(Connection target, Horizon before, Horizon now) throws SQLException {
        if (before.isForgotten(now)) {
            Query.update(target, "update caravanserai_sync.watermark set seen = null where flow = ?", flow.name());
        }
        if (before.leavesTimesOpen(now)) {
            Query.update(
                    target,
                    "update caravanserai_sync.watermark set at = null, key = null where flow = ? and stream <> ?",
                    flow.name(),
                    SyncAttempt.SHAPE);
        }
    }

    private Map<Place, Watermark> marks(Horizon horizon) {
        Map<Place, Watermark> marks = new HashMap<>();
        streams.forEach((table, ofTable) -> {
            for (ChangeStream stream : ofTable) {
                String at = stream.time() == null || horizon.ceiling() == null
                        ? null
                        : stream.ceiling(horizon, flow.timeZone());
                marks.put(new Place(table.name(), stream.name()), new Watermark(at, null, xmin, table.files()));
            }
            if (!ofTable.isEmpty()) {
                marks.put(
                        new Place(table.name(), SyncAttempt.SHAPE),
                        new Watermark(null, table.shape(), null, table.files()));
                marks.put(new Place(table.name(), SyncAttempt.GONE), new Watermark(null, null, xmin, table.files()));
            }
        });
        return marks;
    }
}

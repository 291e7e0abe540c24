package sync;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.ActiveRun;
import postgres.Databases;
import sync.TargetWriter.Place;

/**
 * Where a sync goes on after a copy: what was on the source before the copy began is in it. Without it the first sync would
 * look at all rows again.
 */
final class CopyMark {

    private final Flow flow;
    private final List<SyncedTable> tables;
    private final Horizon.Listing listing;
    private final long xmin;
    private final long lockTimeoutMillis;

    private CopyMark(Flow flow, List<SyncedTable> tables, Horizon.Listing listing, long xmin, long lockTimeoutMillis) {
        this.flow = flow;
        this.tables = tables;
        this.listing = listing;
        this.xmin = xmin;
        this.lockTimeoutMillis = lockTimeoutMillis;
    }

    /** Looks at the source, before anything is copied. */
    static CopyMark before(Databases databases, Flow flow, ActiveRun run, long lockTimeoutMillis) throws SQLException {
        try (SourceView source =
                SourceView.look(Trouble.connect(databases, flow.from()), run, flow, flow.tables(), lockTimeoutMillis)) {
            List<SyncedTable> tables = Syncer.wanted(source, flow);
            source.read(List.of(), List.of());
            return new CopyMark(flow, tables, source.listing(), source.xmin(), lockTimeoutMillis);
        }
    }

    /** The rows are on the target: keeps how far that is, of the tables that were copied. */
    void after(Databases databases, List<String> asked, ActiveRun run) throws SQLException {
        Syncer.install(databases, flow);
        List<SyncedTable> copied = Syncer.asked(tables, flow, asked);
        try (TargetWriter target = TargetWriter.beside(
                Trouble.connect(databases, flow.to()),
                run,
                flow.name(),
                copied.stream().map(SyncedTable::name).toList(),
                lockTimeoutMillis)) {
            Horizon horizon = Horizon.of(target.horizon(), listing);
            Map<Place, Watermark> marks = target.doubt(horizon);
            for (SyncedTable table : copied) {
                for (ChangeStream stream : ChangeStream.of(table, flow)) {
                    String at = stream.time() == null || horizon.ceiling() == null
                            ? null
                            : stream.ceiling(horizon, flow.timeZone());
                    marks.put(new Place(table.name(), stream.name()), new Watermark(at, null, xmin, table.files()));
                }
                marks.put(new Place(table.name(), Tick.GONE), new Watermark(null, null, xmin, table.files()));
            }
            target.finish(new HashMap<>(marks), horizon);
        }
    }
}

package sync;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sync.TargetWriter.Place;

/** Looks on the source whether there is anything to do, for all tables in one go. */
record Probes(SourceSnapshot source, Flow flow, List<TableSync> tables, Map<Place, Watermark> watermarks) {

    /** Asks for all streams at once whether there is anything; answers the tables whose logs can be pruned. */
    List<TableSync> read() throws SQLException {
        List<String> probes = new ArrayList<>();
        List<Consumer<Boolean>> found = new ArrayList<>();
        List<TableSync> old = new ArrayList<>();
        for (TableSync table : tables) {
            for (ChangeStream stream : table.streams()) {
                Watermark watermark = watermarks.get(new Place(table.source().name(), stream.name()));
                probes.add("exists (select from " + table.source().relation() + " t where "
                        + stream.after(watermark, source.nextXid()) + ")");
                found.add(any -> {
                    if (any) {
                        table.hasChanged(stream);
                    }
                });
            }
            if (flow.deletes() == SyncSettings.Deletes.LOG) {
                DeleteLog log = new DeleteLog(flow.name(), table.source());
                Long seen = watermarks
                        .get(new Place(table.source().name(), SyncAttempt.GONE))
                        .seen();
                probes.add(log.news(seen));
                found.add(any -> {
                    if (any) {
                        table.hasLost();
                    }
                });
                probes.add(log.old(seen));
                found.add(any -> {
                    if (any) {
                        old.add(table);
                    }
                });
            }
        }
        try {
            List<Boolean> answers =
                    source.read(tables.stream().map(TableSync::source).toList(), probes);
            for (int i = 0; i < answers.size(); i++) {
                found.get(i).accept(answers.get(i));
            }
        } catch (SQLException e) {
            source.rollback();
            throw DatabaseProblems.reading(e, flow, source.lockTimeoutMillis());
        }
        return old;
    }
}

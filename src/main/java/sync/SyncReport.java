package sync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import ledger.Json;
import ledger.Rows;
import sync.TargetWriter.Place;

/**
 * What a sync tells of itself.
 *
 * @param tables those that it wrote
 * @param besides others of which rows went along that the source has not either
 */
record SyncReport(
        List<TableSync> tables,
        List<TableSync> besides,
        Map<Place, Watermark> watermarks,
        Horizon horizon,
        TableTroubles troubles,
        List<String> notes) {

    /** All rows that came, each once. */
    Rows rows() {
        long in = tables.stream().mapToLong(TableSync::rows).sum();
        long written = tables.stream().mapToLong(TableSync::written).sum();
        return new Rows(in, written, 0, in - written, 0);
    }

    /** What became of each table. */
    ObjectNode detail() {
        ObjectNode detail = Json.mapper().createObjectNode();
        ArrayNode reported = detail.putArray("tables");
        for (TableSync table : tables) {
            String watermark = table.streams().stream()
                    .filter(stream -> stream.time() != null)
                    .map(stream -> watermarks.get(new Place(table.source().name(), stream.name())))
                    .filter(Objects::nonNull)
                    .map(Watermark::at)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            ObjectNode one = Json.mapper().valueToTree(table.detail(watermark));
            reported.add(one.putNull("problem"));
        }
        troubles.failed().forEach((name, problem) -> {
            ObjectNode one = tables.stream()
                    .filter(table -> table.source().name().equals(name))
                    .findFirst()
                    .map(table -> (ObjectNode) reported.get(tables.indexOf(table)))
                    .orElseGet(() -> reported.addObject().put("table", name.display()));
            one.set("problem", Json.mapper().valueToTree(problem));
        });
        besides.forEach(table -> reported.add(Json.mapper().valueToTree(table.detail(null))));
        detail.put("sourceClock", instant(horizon.clock()).toString());
        detail.put(
                "ceiling",
                horizon.ceiling() == null ? null : instant(horizon.ceiling()).toString());
        notes.forEach(detail.putArray("notes")::add);
        return detail;
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}

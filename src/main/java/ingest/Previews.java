package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.ActiveRuns;
import ledger.DeadLetter;
import ledger.Json;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Column;
import postgres.Transactions;
import rows.load.Batch;
import rows.load.RowsAsLoaded;
import rows.place.RemoteTargets;

/** Shows how a request would be loaded: everything is done as for a load, and undone. */
@ApplicationScoped
public class Previews {

    /** Rows that are tried. */
    private static final int MOST_TRIED = 100;

    /** Of those that would go in. */
    private static final int MOST_SHOWN = 20;

    /** What the answer says in places of its own, or what is no part of how a file is read. */
    private static final Set<String> APART = Set.of("file", "mode", "columns", "made");

    private final RemoteTargets sites;
    private final Loader loader;
    private final ActiveRuns active;
    private final Spool spool;

    public Previews(RemoteTargets sites, Loader loader, ActiveRuns active, Spool spool) {
        this.sites = sites;
        this.loader = loader;
        this.active = active;
        this.spool = spool;
    }

    /**
     * The dialect, how fields were matched to columns, the first rows as they would be loaded, and the letters among them.
     *
     * @throws ProblemException if nothing of the request would be loaded
     */
    public JsonNode of(LoadRequest request) throws SQLException, IOException {
        try {
            return tried(request);
        } finally {
            forget(request);
        }
    }

    /**
     * The same. Where the header names what are no columns, it is shown as it would be without them, beside the
     * {@code problem} that it would be refused for.
     *
     * @throws ProblemException if nothing of the request would be loaded even so
     */
    public JsonNode ofWhatFits(LoadRequest request) throws SQLException, IOException {
        try {
            return tried(request);
        } catch (ProblemException refused) {
            ObjectNode fitting = (ObjectNode) fitting(request, refused);
            return fitting.set("problem", Json.mapper().valueToTree(refused.problem()));
        } finally {
            forget(request);
        }
    }

    private JsonNode fitting(LoadRequest request, ProblemException refused) throws SQLException, IOException {
        try {
            return tried(request.with(LoadOptions.read(OptionTexts.of("unknown-columns", "ignore")
                    .over(request.options().said()))));
        } catch (ProblemException none) {
            refused.addSuppressed(none);
            throw refused;
        }
    }

    private JsonNode tried(LoadRequest request) throws SQLException, IOException {
        return Transactions.<JsonNode, IOException>undone(
                sites.forTrying(request.database()), connection -> preview(connection, request));
    }

    private void forget(LoadRequest request) throws IOException {
        active.forget(request.run());
        spool.forget(request.run());
    }

    private JsonNode preview(Connection connection, LoadRequest request) throws SQLException, IOException {
        Load load = loader.look(request, connection);
        try {
            ObjectNode answer = Json.mapper().createObjectNode();
            ArrayNode rows = answer.putArray("rows");
            ArrayNode letters = answer.putArray("letters");
            int tried = 0;
            // Rows that name other columns than the one before are a batch of their own.
            for (Batch batch = load.look(); batch != null; batch = tried < MOST_TRIED ? load.look() : null) {
                tried += fill(rows, letters, connection, load, batch, MOST_TRIED - tried);
            }
            refuseWhatWouldBe(load);
            answer.put("tried", tried);
            ArrayNode columns = answer.putArray("table");
            for (Column column :
                    Catalog.find(connection, request.table()).orElseThrow().columns()) {
                columns.addObject()
                        .put("column", column.name())
                        .put("type", column.type())
                        .put("required", column.required());
            }
            ObjectNode dialect = answer.putObject("dialect");
            load.detail().properties().forEach(said -> {
                if (APART.contains(said.getKey())) {
                    answer.set(said.getKey(), said.getValue());
                } else {
                    dialect.set(said.getKey(), said.getValue());
                }
            });
            return answer;
        } finally {
            load.closeRows();
        }
    }

    private static void refuseWhatWouldBe(Load load) {
        if (load.declined() != null && load.declined().problem() != null) {
            throw new ProblemException(load.declined().problem());
        }
    }

    /** @return how many rows were tried */
    private static int fill(ArrayNode rows, ArrayNode letters, Connection connection, Load load, Batch batch, int most)
            throws SQLException {
        int tried = Math.min(batch.count(), most);
        Batch first = batch.again(IntStream.range(0, tried).boxed().toList());
        long last = tried < batch.count() ? first.line(tried - 1) : Long.MAX_VALUE;
        List<DeadLetter> dead = new ArrayList<>(batch.misshapen());
        dead.removeIf(letter -> letter.line() != null && letter.line() > last);
        dead.addAll(load.attempt(first));
        dead.addAll(load.attempt(null));
        dead.sort(Comparator.comparing(DeadLetter::line, Comparator.nullsLast(Comparator.naturalOrder())));
        dead.stream().limit(most).forEach(letter -> letters.add(told(letter)));
        Set<Long> refused = dead.stream().map(DeadLetter::line).collect(Collectors.toSet());
        List<Integer> good = IntStream.range(0, tried)
                .filter(i -> !refused.contains(first.line(i)))
                .limit(Math.max(MOST_SHOWN - rows.size(), 0))
                .boxed()
                .toList();
        List<JsonNode> loaded = RowsAsLoaded.of(connection, first, good);
        for (int i = 0; i < loaded.size(); i++) {
            rows.addObject().put("line", first.line(good.get(i))).set("values", loaded.get(i));
        }
        return (int) Math.min(batch.rowsIn(), most);
    }

    private static ObjectNode told(DeadLetter letter) {
        ObjectNode told = Json.mapper().createObjectNode();
        told.put("line", letter.line());
        told.put("column", letter.column());
        told.put("sqlstate", letter.sqlstate());
        told.put("reason", letter.reason());
        told.set("values", letter.values());
        return told;
    }
}

package dumps.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.TableId;
import dumps.archive.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import ledger.Attempt;
import ledger.DeadLetter;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import ledger.TableChanges;
import postgres.Catalog;
import postgres.Query;
import postgres.Table;
import postgres.TableName;
import rows.load.Batch;
import rows.load.LetterWriter;
import rows.load.LoadMode;
import rows.load.RowLoader;
import rows.place.RestoreTarget;

/**
 * One attempt at putting the state of an archive into a database: the tables are made, their rows come batch by batch, then
 * keys, checks and indexes, and in the end what points from table to table.
 */
final class DumpLoad implements Attempt, Iterator<Attempt.Step> {

    /** So many letters of a dry run are told. */
    private static final int TOLD = 10;

    private static final String BEGIN_TRYING = "savepoint caravanserai_dry_run";
    private static final String UNDO_TRYING = "rollback to savepoint caravanserai_dry_run";

    private final RestoreTarget site;
    private final Connection connection;
    private final DumpsLoadRequest request;
    private final State archive;
    private final LoadPlan plan;
    private final TablesInPlace place;
    private final RowLoader loader;
    private final Map<TableId, Table> tables = new HashMap<>();
    private final Iterator<Step> after;
    private MergedBatches batches;
    private boolean rowsEnded;
    private Step upcoming;
    private final Map<String, Long> loaded = new HashMap<>();
    private final Map<String, Long> rejected = new HashMap<>();
    private final List<DeadLetter> wouldBe = new ArrayList<>();
    private long out;

    DumpLoad(RestoreTarget site, DumpsLoadRequest request, State archive, LoadPlan plan, TablesInPlace place)
            throws SQLException {
        this.site = site;
        this.request = request;
        this.archive = archive;
        this.plan = plan;
        this.place = place;
        connection = site.tables();
        LetterWriter letters = new LetterWriter(request.run(), request.archive());
        loader = new RowLoader(
                connection, LoadMode.INSERT, letters, site.active().isTriedForTheLastTime());
        Query.execute(connection, "set local jit = off");
        if (request.dryRun()) {
            Query.execute(connection, BEGIN_TRYING);
        }
        place.make();
        List<TablePlan> plans = List.copyOf(plan.tables().values());
        List<Table> made =
                Catalog.all(connection, plans.stream().map(TablePlan::name).toList());
        for (int i = 0; i < made.size(); i++) {
            tables.put(plans.get(i).table().id(), made.get(i));
        }
        batches = new MergedBatches(plan.tables(), tables, letters)
                .begin(sink -> archive.run(plan.tables().keySet(), request.asOf(), request.policy(), sink));
        after = after().iterator();
    }

    private List<Step> after() {
        TableRules rules = new TableRules(connection, request, plan);
        FilesOfRows files = new FilesOfRows(archive, request, plan);
        List<Step> steps = new ArrayList<>();
        steps.add(() -> loader.loadWaiting(batches));
        for (TablePlan table : plan.tables().values()) {
            steps.add(() -> counted(files.named(rules.complete(table))));
        }
        steps.add(() -> counted(files.named(rules.connect())));
        if (!request.dryRun()) {
            steps.add(() -> {
                place.put();
                return List.of();
            });
        }
        return steps;
    }

    private List<DeadLetter> counted(List<DeadLetter> letters) {
        out += letters.size();
        letters.forEach(letter -> {
            loaded.merge(letter.table(), -1L, Long::sum);
            rejected.merge(letter.table(), 1L, Long::sum);
        });
        return letters;
    }

    @Override
    public Iterable<Step> steps() {
        return () -> this;
    }

    @Override
    public boolean hasNext() {
        if (upcoming == null) {
            upcoming = following();
        }
        return upcoming != null;
    }

    private Step following() {
        if (!rowsEnded) {
            try {
                Batch batch = batches.next();
                if (batch != null) {
                    return unlessCancelled(() -> load(batch));
                }
                rowsEnded = true;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the archive", e);
            }
        }
        return after.hasNext() ? unlessCancelled(after.next()) : null;
    }

    @Override
    public Step next() {
        Step step = hasNext() ? upcoming : null;
        upcoming = null;
        if (step == null) {
            throw new java.util.NoSuchElementException();
        }
        return step;
    }

    private Step unlessCancelled(Step step) {
        return () -> {
            if (site.active().cancelWanted()) {
                throw new ProblemException(Problem.cancelled());
            }
            List<DeadLetter> letters = place.named(step.run());
            if (request.dryRun()) {
                letters.stream().limit(TOLD - wouldBe.size()).forEach(wouldBe::add);
                return List.of();
            }
            site.add(request.run(), letters);
            return letters;
        };
    }

    private List<DeadLetter> load(Batch batch) throws SQLException {
        List<DeadLetter> letters = loader.load(batch, batches);
        String table = batch.table().name().display();
        loaded.merge(table, batch.rowsIn() - letters.size(), Long::sum);
        rejected.merge(table, (long) letters.size(), Long::sum);
        site.active().progress(loader.in(), 0, "rows");
        return letters.stream()
                .map(letter -> letter.from(batches.file(letter.line())))
                .toList();
    }

    @Override
    public RunEnd finish() throws SQLException {
        Rows rows = loader.rows();
        if (request.dryRun()) {
            Query.execute(connection, UNDO_TRYING);
            return site.finish(RunEnd.done(request.run(), new Rows(rows.in(), 0, 0, 0, rows.in()), tried()), List.of());
        }
        Rows all = new Rows(rows.in(), rows.loaded() - out, rows.rejected() + out, rows.unchanged(), rows.skipped());
        for (Table table : tables.values()) {
            TableChanges.loaded(connection, site.books(), request.run(), table);
        }
        return site.finish(RunEnd.done(request.run(), all, detail()), List.of());
    }

    /** What would have become of the rows, and the first that would be letters. */
    private ObjectNode tried() {
        ObjectNode detail = detail().put("dryRun", true);
        for (JsonNode table : detail.path("tables")) {
            ObjectNode told = (ObjectNode) table;
            told.set("wouldLoad", told.remove("loaded"));
            told.set("wouldReject", told.remove("rejected"));
        }
        ArrayNode letters = detail.putArray("letters");
        for (DeadLetter letter : wouldBe) {
            letters.addObject()
                    .put("table", letter.table())
                    .put("file", letter.file())
                    .put("column", letter.column())
                    .put("reason", letter.reason());
        }
        detail.set("wouldReplace", Json.mapper().valueToTree(place.replaced()));
        return detail;
    }

    private ObjectNode detail() {
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("archive", request.archive())
                .put("database", request.database())
                .put("schema", request.schema());
        ArrayNode all = detail.putArray("tables");
        for (TablePlan table : plan.tables().values()) {
            all.addObject()
                    .put("table", new TableName(request.schema(), table.name().name()).display())
                    .put("of", table.table().name())
                    .put("loaded", loaded.getOrDefault(table.name().display(), 0L))
                    .put("rejected", rejected.getOrDefault(table.name().display(), 0L));
        }
        place.tell(detail);
        detail.set("notes", Json.mapper().valueToTree(plan.notes()));
        return detail;
    }

    @Override
    public void keep() throws SQLException {
        site.keep();
    }

    @Override
    public void close() throws SQLException, IOException {
        try (site;
                archive) {
            batches.close();
        }
    }
}

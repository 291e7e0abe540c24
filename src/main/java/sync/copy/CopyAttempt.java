package sync.copy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import ledger.ActiveRun;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.WorkerPool;
import postgres.BucketHashes;
import postgres.Query;
import postgres.SharedSnapshot;
import postgres.Sql;
import postgres.TableName;
import sync.CopyMark;
import sync.Flow;
import sync.SourceTables;
import sync.SyncSettings;

/** One attempt at a copy: it begins one, or goes on with what earlier attempts left, up to the tables in their place. */
final class CopyAttempt {

    private static final String OFFER = Sql.read("sync/offer-copy.sql");

    private final CopyRequest request;
    private final Flow flow;
    private final CopyDatabases sides;
    private final SyncSettings settings;
    private final ActiveRun active;
    private final WorkerPool crew;
    private final Arrivals arrivals;
    private final Chunks chunks;
    private final List<String> notes = new ArrayList<>();
    private final ObjectNode seconds = Json.mapper().createObjectNode();

    CopyAttempt(
            CopyRequest request,
            Flow flow,
            CopyDatabases sides,
            SyncSettings settings,
            ActiveRun active,
            WorkerPool crew) {
        this.request = request;
        this.flow = flow;
        this.sides = sides;
        this.settings = settings;
        this.active = active;
        this.crew = crew;
        arrivals = new Arrivals(request.run());
        chunks = new Chunks(sides.ledger(), request.run(), UUID.randomUUID().toString());
    }

    /** Does all of it. */
    RunEnd run() throws SQLException, IOException {
        StagedCopy beginning;
        long started = System.nanoTime();
        List<TableName> names = names();
        CopyMark mark =
                CopyMark.before(sides.source().getConnection(), flow, names, active, settings.lockTimeoutMillis());
        try (SharedSnapshot source = SourceReading.first(sides.source(), names, settings.lockTimeoutMillis())) {
            crew.worksOn(source.backend());
            try {
                beginning = begin(source, names);
                copyRows(beginning);
            } finally {
                crew.leaves(source.backend());
            }
        }
        took("copy", started);
        return finish(beginning, mark);
    }

    private List<TableName> names() throws SQLException {
        try (Connection connection = sides.source().getConnection()) {
            return SourceTables.of(connection, flow, request.tables());
        }
    }

    private StagedCopy begin(SharedSnapshot source, List<TableName> names) throws SQLException {
        String snapshot = source.export();
        Plan plan = Plan.of(source.connection(), request.run(), names);
        return StagedCopy.of(plan, snapshot, request, sides, settings, arrivals, chunks, crew);
    }

    private void copyRows(StagedCopy beginning) throws SQLException, IOException {
        Workers.Offer offer = new Workers.Offer(request.run(), beginning.attempt(), beginning.snapshot());
        if (beginning.goesOn()) {
            notes.add(reconcile(beginning));
        }
        try (Connection ledger = sides.ledger().getConnection()) {
            Query.update(ledger, OFFER, request.run(), Json.write(offer));
        }
        new Workers(offer, sides, beginning.plan().names(), settings.lockTimeoutMillis(), chunks, crew)
                .finish(progress -> active.progress(
                        progress.blocksDone() + 1, Math.max(progress.blocks(), progress.blocksDone()) + 1, "pages"));
    }

    private String reconcile(StagedCopy beginning) throws SQLException, IOException {
        List<SharedSnapshot> readings = new ArrayList<>();
        try {
            for (int i = 0; i < crew.size(); i++) {
                SharedSnapshot reading = SourceReading.sharing(
                        sides.source(), beginning.snapshot(), beginning.plan().names(), settings.lockTimeoutMillis());
                readings.add(reading);
                crew.worksOn(reading.backend());
            }
            int kept = ResumeCheck.run(beginning.plan(), arrivals, chunks, building(beginning), crew, readings);
            return "the copy was taken up again: " + kept + " of its chunks were there already";
        } finally {
            for (SharedSnapshot reading : readings) {
                crew.leaves(reading.backend());
                reading.close();
            }
        }
    }

    private PostData building(StagedCopy beginning) {
        return new PostData(sides.target(), request.run(), beginning.attempt(), crew);
    }

    private RunEnd finish(StagedCopy beginning, CopyMark mark) throws SQLException, IOException {
        long started = System.nanoTime();
        List<CopiedTable> all = beginning.plan().tables();
        List<CopiedTable> swapped = beginning.swapped();
        PostData building = building(beginning);
        building.build(all, swapped);
        Map<TableName, Chunks.Copied> copied = chunks.tables();
        notes.addAll(beginning.leftOut());
        CopyResult result = new CopyResult(request, flow, copied);
        for (CopiedTable table : all) {
            compare(table, copied.get(table.name()), building.hash(table));
            result.add(table, building.hash(table));
        }
        if (beginning.replaced().isEmpty()) {
            new ForeignKeys(building, crew, notes).make(swapped);
        }
        took("build", started);
        CutOver placing = new CutOver(sides, settings, request.run(), beginning, crew, arrivals, mark);
        return placing.run(building, result.end(notes, seconds));
    }

    private void took(String step, long since) {
        seconds.put(step, Math.round((System.nanoTime() - since) / 1e6) / 1000.0);
    }

    private static void compare(CopiedTable table, Chunks.Copied read, BucketHashes arrived) {
        if (read.done().rows() != arrived.rows()
                || !CopyResult.hex(read.done().checksum()).equals(arrived.hash())) {
            throw new ProblemException(Problem.notEqual(
                    table.name().display() + " has " + read.done().rows() + " rows with the hash "
                            + CopyResult.hex(read.done().checksum()) + " on the source, and " + arrived.rows()
                            + " rows with the hash " + arrived.hash() + " arrived",
                    "look into the logs of both servers; nothing of this copy was kept"));
        }
    }
}

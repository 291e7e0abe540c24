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
    private final WorkerPool workers;
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
            WorkerPool workers) {
        this.request = request;
        this.flow = flow;
        this.sides = sides;
        this.settings = settings;
        this.active = active;
        this.workers = workers;
        arrivals = new Arrivals(request.run());
        chunks = new Chunks(sides.ledger(), request.run(), UUID.randomUUID().toString());
    }

    /** Does all of it. */
    RunEnd run() throws SQLException, IOException {
        StagedCopy staged;
        long started = System.nanoTime();
        List<TableName> names = names();
        CopyMark mark =
                CopyMark.before(sides.source().getConnection(), flow, names, active, settings.lockTimeoutMillis());
        try (SharedSnapshot source = SourceReading.first(sides.source(), names, settings.lockTimeoutMillis())) {
            workers.worksOn(source.backend());
            try {
                staged = begin(source, names);
                copyRows(staged);
            } finally {
                workers.leaves(source.backend());
            }
        }
        took("copy", started);
        return finish(staged, mark);
    }

    private List<TableName> names() throws SQLException {
        try (Connection connection = sides.source().getConnection()) {
            return SourceTables.of(connection, flow, request.tables());
        }
    }

    private StagedCopy begin(SharedSnapshot source, List<TableName> names) throws SQLException {
        String snapshot = source.export();
        Plan plan = Plan.of(source.connection(), request.run(), names);
        return StagedCopy.of(plan, snapshot, request, sides, settings, arrivals, chunks, workers);
    }

    private void copyRows(StagedCopy staged) throws SQLException, IOException {
        Workers.Offer offer = new Workers.Offer(request.run(), staged.attempt(), staged.snapshot());
        if (staged.goesOn()) {
            notes.add(reconcile(staged));
        }
        try (Connection ledger = sides.ledger().getConnection()) {
            Query.update(ledger, OFFER, request.run(), Json.write(offer));
        }
        CopyProgress progress = new CopyProgress(active, staged.plan().names(), chunks.all());
        new Workers(offer, sides, staged.plan().names(), settings.lockTimeoutMillis(), chunks, workers)
                .finish(progress);
        progress.allArrived();
    }

    private String reconcile(StagedCopy staged) throws SQLException, IOException {
        List<SharedSnapshot> readings = new ArrayList<>();
        try {
            for (int i = 0; i < workers.size(); i++) {
                SharedSnapshot reading = SourceReading.sharing(
                        sides.source(), staged.snapshot(), staged.plan().names(), settings.lockTimeoutMillis());
                readings.add(reading);
                workers.worksOn(reading.backend());
            }
            int kept = ResumeCheck.run(staged.plan(), arrivals, chunks, postData(staged), workers, readings);
            return "the copy was taken up again: " + kept + " of its chunks were there already";
        } finally {
            for (SharedSnapshot reading : readings) {
                workers.leaves(reading.backend());
                reading.close();
            }
        }
    }

    private PostData postData(StagedCopy staged) {
        return new PostData(sides.target(), request.run(), staged.attempt(), workers);
    }

    private RunEnd finish(StagedCopy staged, CopyMark mark) throws SQLException, IOException {
        long started = System.nanoTime();
        List<CopiedTable> all = staged.plan().tables();
        List<CopiedTable> swapped = staged.swapped();
        PostData postData = postData(staged);
        postData.build(all, swapped);
        Map<TableName, Chunks.Copied> copied = chunks.tables();
        notes.addAll(staged.leftOut());
        CopyResult result = new CopyResult(request, flow, copied);
        for (CopiedTable table : all) {
            compare(table, copied.get(table.name()), postData.hash(table));
            result.add(table, postData.hash(table));
        }
        if (staged.replaced().isEmpty()) {
            new ForeignKeys(postData, workers, notes).make(swapped);
        }
        took("build", started);
        Placement placement =
                new Placement(sides, settings, request.run(), staged, workers, arrivals, mark, request.dependents());
        return placement.run(postData, result.end(notes, seconds));
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

package ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import postgres.Connections;
import postgres.DurableFiles;
import postgres.OwnFiles;
import postgres.Query;
import postgres.Sql;

/**
 * Runs that began while the ledger did not answer, of kinds that need no database: each lies in a file until the ledger has
 * it. Safe for several threads.
 */
public final class FiledRuns {

    private static final String ENDING = ".run.json";
    private static final String ENTER = Sql.read("ledger/enter-run.sql");
    private static final String KEY = "idempotencyKey";

    private final Path folder;
    private final Map<UUID, Filed> runs = new ConcurrentHashMap<>();

    /**
     * A run in its file.
     *
     * @param idempotencyKey of its request, or null
     * @param begunHere whether this process has it in hand
     */
    public record Filed(Run run, String idempotencyKey, boolean begunHere) {

        public Filed {
            Objects.requireNonNull(run, "run");
        }
    }

    /** Those in that folder, which other things may be in too; what an earlier process left there is among them. */
    public FiledRuns(Path folder) throws IOException {
        this.folder = OwnFiles.folders(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(ENDING)).toList()) {
                String text = Files.readString(file);
                Run run = Json.read(text, Run.class);
                runs.put(run.id(), new Filed(run, Json.read(text).path(KEY).asText(null), false));
            }
        }
    }

    private FiledRuns() {
        folder = null;
    }

    /** A place that takes none: every run needs its ledger. */
    public static FiledRuns none() {
        return new FiledRuns();
    }

    /** Whether runs of that kind can be kept here. */
    boolean takes(RunKind kind) {
        return folder != null && kind.needsNoDatabase();
    }

    /** Keeps it from its beginning; a request that repeats another is answered with the run of that one. */
    synchronized Run begin(RunRequest request) {
        String key = request.header().idempotencyKey();
        Optional<Run> earlier = runs.values().stream()
                .filter(filed ->
                        filed.run().id().equals(request.run()) || key != null && key.equals(filed.idempotencyKey()))
                .map(Filed::run)
                .findFirst();
        if (earlier.isPresent()) {
            return earlier.get();
        }
        return keep(new Filed(Run.begun(request), key, true));
    }

    /** The run of that id, if it is one of these. */
    public Optional<Run> find(UUID id) {
        return Optional.ofNullable(runs.get(id)).map(Filed::run);
    }

    /** All of them. */
    public List<Run> all() {
        return runs.values().stream().map(Filed::run).toList();
    }

    /** Those that a process that is gone had in hand. */
    public List<Run> left() {
        return runs.values().stream()
                .filter(filed -> filed.run().state() == RunState.RUNNING && !filed.begunHere())
                .map(Filed::run)
                .toList();
    }

    /** Enters those that have ended in the ledger, as runs of that owner. */
    void enter(Connections ledger, String owner) throws SQLException, IOException {
        for (Filed filed : List.copyOf(runs.values())) {
            if (filed.run().state() != RunState.RUNNING) {
                try (Connection connection = ledger.open()) {
                    Query.update(connection, ENTER, values(filed, owner));
                }
                DurableFiles.delete(file(filed.run().id()));
                runs.remove(filed.run().id());
            }
        }
    }

    private static Object[] values(Filed filed, String owner) {
        Run run = filed.run();
        return new Object[] {
            run.id(),
            run.kind(),
            run.subject(),
            run.door(),
            run.askedBy(),
            run.state().text(),
            run.rows().in(),
            run.rows().loaded(),
            run.rows().rejected(),
            run.rows().unchanged(),
            run.rows().skipped(),
            run.progress().done(),
            run.progress().total(),
            run.progress().unit(),
            run.startedAt().atOffset(ZoneOffset.UTC),
            run.endedAt().atOffset(ZoneOffset.UTC),
            Json.write(run.detail()),
            run.problem() == null ? null : Json.write(run.problem()),
            owner,
            filed.idempotencyKey()
        };
    }

    /** Keeps how it ended. */
    public synchronized Run end(RunEnd end) {
        Filed filed = Objects.requireNonNull(runs.get(end.run()), "a run that is not kept here");
        Run run = filed.run();
        ObjectNode detail = run.detail() == null
                ? Json.mapper().createObjectNode()
                : run.detail().deepCopy();
        if (end.detail() != null) {
            detail.setAll((ObjectNode) end.detail());
        }
        Run ended = new Run(
                run.id(),
                run.kind(),
                run.subject(),
                run.door(),
                run.askedBy(),
                end.state(),
                end.rows(),
                new Run.Progress(end.rows().in(), end.rows().in(), "rows"),
                run.startedAt(),
                Instant.now(),
                detail,
                end.problem());
        return keep(new Filed(ended, filed.idempotencyKey(), filed.begunHere()));
    }

    private Run keep(Filed filed) {
        ObjectNode text = Json.mapper().valueToTree(filed.run());
        text.put(KEY, filed.idempotencyKey());
        try {
            DurableFiles.write(file(filed.run().id()), text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the run cannot be kept in a file", e);
        }
        runs.put(filed.run().id(), filed);
        return filed.run();
    }

    private Path file(UUID id) {
        return folder.resolve(id + ENDING);
    }
}

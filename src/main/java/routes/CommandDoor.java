package routes;

import ingest.CsvOptions;
import ingest.Inbox;
import ingest.LoadMode;
import ingest.LoadRequest;
import ingest.Redrive;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Json;
import ledger.Ledger;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunId;
import ledger.RunState;
import org.apache.camel.ProducerTemplate;

/** The command line's way into the flows: progress on standard error, the result on standard output, an exit code. */
@ApplicationScoped
@Unremovable
class CommandDoor {

    private static final int BAR = 30;

    private final ProducerTemplate camel;
    private final ActiveRuns active;
    private final Ledger ledger;

    CommandDoor(ProducerTemplate camel, ActiveRuns active, Ledger ledger) {
        this.camel = camel;
        this.active = active;
        this.ledger = ledger;
    }

    int ingest(
            List<Path> files,
            Optional<String> table,
            LoadMode mode,
            CsvOptions options,
            boolean again,
            Commands.Output output) {
        List<Run> runs = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            LoadRequest request = new LoadRequest(
                    RunId.next(),
                    table.orElse(Inbox.tableOf(name)),
                    realPath(file),
                    name,
                    LoadRequest.Format.CSV,
                    Door.COMMAND,
                    mode,
                    options,
                    again,
                    null);
            runs.add(watch(request.run(), name, camel.asyncRequestBody("direct:ingest-run", request, Run.class)));
        }
        return tell(runs, output);
    }

    private static Path realPath(Path file) {
        try {
            if (Files.isRegularFile(file)) {
                return file.toRealPath();
            }
        } catch (IOException e) {
            throw new ProblemException(Problem.notFound("cannot read " + file, "check its permissions"));
        }
        throw new ProblemException(Problem.notFound("there is no file " + file, "check the path"));
    }

    int redrive(LetterFilter filter, Commands.Output output) {
        Redrive.Request request = new Redrive.Request(RunId.next(), filter, Door.COMMAND, null);
        try {
            ledger.begin(request);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot write into the ledger", e);
        }
        return tell(
                List.of(watch(
                        request.run(),
                        "dead letters",
                        camel.asyncRequestBody("direct:ingest-redrive", request, Run.class))),
                output);
    }

    /** Waits, and meanwhile shows how far it is when somebody looks. */
    private Run watch(UUID id, String name, CompletableFuture<Run> work) {
        boolean somebodyLooks = System.console() != null;
        try {
            for (; ; ) {
                try {
                    return work.get(200, TimeUnit.MILLISECONDS);
                } catch (TimeoutException stillRunning) {
                    active.find(id).filter(run -> somebodyLooks).ifPresent(run -> bar(name, run));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the run could not be recorded", e.getCause());
        } finally {
            if (somebodyLooks) {
                System.err.print("\r\033[K");
            }
        }
    }

    private static void bar(String name, ActiveRun run) {
        if (run.total() > 0) {
            int full = (int) (run.done() * BAR / run.total());
            System.err.printf(
                    "\r%s [%s%s] %3d %%",
                    name, "#".repeat(full), " ".repeat(BAR - full), run.done() * 100 / run.total());
        }
    }

    private static int tell(List<Run> runs, Commands.Output output) {
        PrintStream out = System.out;
        if (output == Commands.Output.JSON) {
            out.println(Json.write(runs.size() == 1 ? runs.get(0) : Map.of("runs", runs)));
        } else {
            runs.forEach(run -> out.println(text(run)));
        }
        return runs.stream().mapToInt(CommandDoor::exitCode).reduce(0, CommandDoor::worse);
    }

    private static String text(Run run) {
        String counts = "%s %s: %s, in %d = loaded %d + rejected %d + unchanged %d + skipped %d, %.3f s"
                .formatted(
                        run.kind(),
                        run.subject(),
                        run.state().text(),
                        run.rows().in(),
                        run.rows().loaded(),
                        run.rows().rejected(),
                        run.rows().unchanged(),
                        run.rows().skipped(),
                        run.seconds());
        return run.problem() == null ? counts : counts + "\n" + run.problem().text();
    }

    private static int exitCode(Run run) {
        if (run.state() == RunState.REFUSED
                && run.problem() != null
                && run.problem().status() == 404) {
            return 6;
        }
        return switch (run.state()) {
            case DONE, ALREADY_DONE -> 0;
            case DONE_WITH_REJECTS -> 3;
            case REFUSED -> 4;
            case RUNNING -> 7;
            case FAILED, CANCELLED, UNDONE -> 1;
        };
    }

    /** A failure hides a refusal, which hides rejects. */
    private static int worse(int one, int other) {
        for (int code : new int[] {1, 7, 6, 4, 3}) {
            if (one == code || other == code) {
                return code;
            }
        }
        return 0;
    }
}

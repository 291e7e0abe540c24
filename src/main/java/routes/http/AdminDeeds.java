package routes.http;

import dumps.load.DumpsLoadRequest;
import ingest.LoadRequest;
import java.util.List;
import java.util.function.Predicate;
import ledger.RunRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import recovery.lab.LabRequest;
import recovery.putback.PutBackRequest;
import recovery.servers.RecoverRequest;
import rows.load.LoadMode;
import rows.restore.Into;
import rows.undo.UndoService;
import snapshot.Expiry;
import snapshot.RestoreRequest;
import snapshot.drill.DrillRequest;
import sync.DeleteLogRequest;
import sync.compare.CompareRequest;
import sync.copy.CopyRequest;

/** What only an admin may ask for, by what is done and not by the door. */
final class AdminDeeds {

    /** A kind of run, and which of them. */
    private record Deed<T extends RunRequest>(Class<T> type, Predicate<T> which, String name) {

        boolean is(RunRequest asked) {
            return type.isInstance(asked) && which.test(type.cast(asked));
        }
    }

    private static final List<Deed<?>> RUNS = List.of(
            new Deed<>(LoadRequest.class, load -> load.options().mode() == LoadMode.REPLACE, "replacing rows"),
            new Deed<>(RestoreRequest.class, AdminDeeds::changesOriginals, "restoring into the original"),
            new Deed<>(UndoService.Request.class, undo -> !undo.dryRun(), "undoing a run"),
            new Deed<>(PutBackRequest.class, back -> !back.dryRun(), "putting rows back"),
            new Deed<>(
                    RecoverRequest.class,
                    recovery -> recovery.then() == RecoverRequest.Then.PROMOTE,
                    "promoting a recovered server"),
            new Deed<>(DrillRequest.class, drill -> true, "a drill"),
            new Deed<>(LabRequest.class, exercise -> true, "an exercise of the laboratory"),
            new Deed<>(Expiry.Request.class, retention -> true, "deleting snapshots by the rules of retention"),
            new Deed<>(DumpsLoadRequest.class, load -> true, "loading dumps"),
            new Deed<>(CopyRequest.class, copy -> true, "a copy"),
            new Deed<>(CompareRequest.class, CompareRequest::repair, "a repair"),
            new Deed<>(DeleteLogRequest.class, log -> true, "installing and uninstalling"));

    private AdminDeeds() {}

    private static boolean changesOriginals(RestoreRequest restore) {
        return !restore.dryRun() && Into.read(restore.into()).isOriginal();
    }

    /** Lets the run pass that the body asks for, if the caller may ask for it. */
    static void guard(Exchange exchange) {
        guard(Caller.of(exchange), exchange.getMessage().getBody(RunRequest.class));
    }

    static void guard(Caller caller, RunRequest asked) {
        RUNS.stream().filter(deed -> deed.is(asked)).findFirst().ifPresent(deed -> caller.requireAdmin(deed.name()));
    }

    /** At a door behind which nothing else is done. */
    static Processor only(String deed) {
        return exchange -> Caller.of(exchange).requireAdmin(deed);
    }
}

package rows.undo;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import ledger.Attempt;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import postgres.Query;
import postgres.Sql;
import rows.change.BeforeImages;
import rows.place.LockSettings;
import rows.place.RemoteTargets;
import rows.place.RestoreTarget;

/** Takes a restore or a load back: its rows go, and those it overwrote or deleted return, unless somebody touched them since. */
@ApplicationScoped
public class UndoService {

    /** Before anything that a dry run takes back again. */
    static final String UNDONE = "caravanserai_undone";

    private static final String MARK = Sql.read("rows/undo/mark-undone.sql");

    private final RemoteTargets elsewhere;
    private final LockSettings settings;

    public UndoService(RemoteTargets elsewhere, LockSettings settings) {
        this.elsewhere = elsewhere;
        this.settings = settings;
    }

    /**
     * Which run is to be taken back.
     *
     * @param database the one whose tables it changed
     * @param dryRun only find out what that would do
     */
    public record Request(RunHeader header, UUID of, String database, boolean dryRun) implements RunRequest {

        public Request {
            Objects.requireNonNull(of, "of");
            Objects.requireNonNull(database, "database");
        }

        /** A request to take this run back. */
        public static Request of(RunHeader header, Run run, boolean dryRun) {
            return new Request(header, run.id(), RemoteTargets.databaseOf(run), dryRun);
        }

        @Override
        public RunKind kind() {
            return UndoKinds.UNDO;
        }

        @Override
        public String subject() {
            return of.toString();
        }

        @Override
        public JsonNode asked() {
            return Json.mapper()
                    .createObjectNode()
                    .put("of", of.toString())
                    .put("database", database)
                    .put("dryRun", dryRun);
        }
    }

    /**
     * Opens an attempt in the caller's transaction.
     *
     * @throws ProblemException if there is nothing to take back, or the database does not let us in
     */
    public Attempt open(Request request) throws SQLException {
        RestoreTarget site = elsewhere.open(request.database(), request.run(), !request.dryRun());
        try {
            if (request.dryRun()) {
                Query.execute(site.ledger(), "savepoint " + UNDONE);
            }
            if (!request.dryRun() && !site.claim(request.run())) {
                return new AlreadyCommitted(site, request.run());
            }
            mark(site.ledger(), request.run(), request.of());
            return new Undo(site, request, kept(site, request.of()), settings);
        } catch (SQLException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private static Kept kept(RestoreTarget site, UUID of) throws SQLException {
        List<BeforeImages> kept = BeforeImages.of(site.ledger(), of);
        if (!kept.isEmpty()) {
            return new Kept.OfRestore(kept);
        }
        return KeptOfLoad.of(site, of)
                .orElseThrow(() -> new ProblemException(Problem.refused(
                        "the run " + of + " left nothing by which it could be taken back",
                        "a load is undone while ingest.undo-days last, if a primary key, or the one of an upsert, finds its"
                                + " rows again, a replace until the next one; a restore at any time")));
    }

    /**
     * A run is undone by another.
     *
     * @throws ProblemException if it is not done, or undone already
     */
    static void mark(Connection ledger, UUID undo, UUID of) throws SQLException {
        if (Query.update(ledger, MARK, undo.toString(), of) != 1) {
            throw new ProblemException(Problem.conflict(
                    "the run " + of + " cannot be undone: it is not done, or undone already",
                    "look at it with GET /api/v1/runs/" + of));
        }
    }
}

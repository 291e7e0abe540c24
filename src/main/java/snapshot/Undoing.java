package snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.Door;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunRequest;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Sql;
import postgres.SqlState;
import postgres.Table;
import postgres.Triggers;

/** Takes a restore back: its rows go, and those it overwrote or deleted return, unless somebody touched them since. */
@ApplicationScoped
public class Undoing {

    private static final String MARK = Sql.read("snapshot/mark-undone.sql");

    private final DataSource dataSource;
    private final SnapshotSettings settings;

    public Undoing(DataSource dataSource, SnapshotSettings settings) {
        this.dataSource = dataSource;
        this.settings = settings;
    }

    /** Which run is to be taken back. */
    public record Request(UUID run, UUID of, Door door, String idempotencyKey) implements RunRequest {

        public Request {
            Objects.requireNonNull(of, "of");
        }

        @Override
        public String kind() {
            return "undo";
        }

        @Override
        public String subject() {
            return of.toString();
        }

        @Override
        public JsonNode asked() {
            return Json.mapper().createObjectNode().put("of", of.toString());
        }
    }

    /**
     * Takes it back, in the caller's transaction.
     *
     * @throws ProblemException if there is nothing to take back, or what came after stands in the way
     */
    public RunEnd undo(Request request) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (Query.update(connection, MARK, request.run().toString(), request.of()) != 1) {
                throw new ProblemException(Problem.conflict(
                        "the run " + request.of() + " cannot be undone: it is not done, or undone already",
                        "look at it with GET /api/v1/runs/" + request.of()));
            }
            List<KeptRows> kept = KeptRows.of(connection, request.of());
            if (kept.isEmpty()) {
                throw new ProblemException(Problem.refused(
                        "the run " + request.of() + " changed nothing that could be brought back",
                        "only restores can be undone"));
            }
            SessionSettings.lockTimeout(connection, settings.lockTimeoutMillis());
            Query.execute(connection, "set constraints all deferred");
            return undo(connection, request, kept);
        } catch (SQLException e) {
            if (SqlState.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new ProblemException(Problem.locked("a table of that run", settings.lockTimeoutMillis()));
            }
            if (SqlState.isRowsFault(e)) {
                throw new ProblemException(Problem.conflict(
                        "what came after the restore stands in the way: "
                                + e.getMessage().lines().findFirst().orElse(""),
                        "remove what refers to the restored rows, and try again; nothing was changed"));
            }
            throw e;
        }
    }

    private static RunEnd undo(Connection connection, Request request, List<KeptRows> kept) throws SQLException {
        long in = 0;
        long done = 0;
        ArrayNode tables = Json.mapper().createArrayNode();
        long[] removed = new long[kept.size()];
        for (KeptRows rows : kept) {
            if (rows.keptIn() != null) {
                Query.execute(connection, "lock table " + rows.table().quoted() + " in share row exclusive mode");
            }
        }
        // Before any row is touched: a table whose rows wait for a check cannot be altered.
        for (KeptRows rows : kept) {
            rows.removeAdded(connection);
        }
        Triggers asleep = Triggers.asleep(connection, withoutTriggers(connection, kept));
        // Children before their parents, as their rows refer to those.
        for (int i = kept.size() - 1; i >= 0; i--) {
            KeptRows rows = kept.get(i);
            removed[i] = rows.keptIn() == null ? drop(connection, rows) : rows.removeInserted(connection);
        }
        for (int i = 0; i < kept.size(); i++) {
            KeptRows rows = kept.get(i);
            ObjectNode told = tables.addObject().put("table", rows.table().display());
            long changed = 0;
            long returned = 0;
            if (rows.keptIn() == null) {
                in += removed[i];
                told.put("dropped", true);
            } else {
                in += rows.count(connection);
                returned = rows.insertDeleted(connection);
                changed = rows.changeBack(connection);
            }
            told.put("removed", removed[i]).put("changedBack", changed).put("returned", returned);
            done += removed[i] + changed + returned;
            rows.forget(connection, request.of());
        }
        asleep.wake();
        // Now, not at the end of the transaction, where nobody could say what stands in the way.
        Query.execute(connection, "set constraints all immediate");
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("of", request.of().toString());
        detail.set("tables", tables);
        if (in > done) {
            detail.put("note", (in - done) + " rows were touched since and are left as they are");
        }
        return RunEnd.done(request.run(), new Rows(in, done, 0, 0, in - done), detail);
    }

    private static List<Table> withoutTriggers(Connection connection, List<KeptRows> kept) throws SQLException {
        List<Table> tables = new ArrayList<>();
        for (KeptRows rows : kept) {
            if (rows.letsTriggersSleep()) {
                Catalog.find(connection, rows.table()).ifPresent(tables::add);
            }
        }
        return tables;
    }

    /** A table that the restore made goes, if it is still what the restore made of it. */
    private static long drop(Connection connection, KeptRows made) throws SQLException {
        Query.execute(connection, "lock table " + made.table().quoted() + " in access exclusive mode");
        SessionSettings.exact(connection);
        BucketHashes now = BucketHashes.of(connection, made.relation(), made.columns(), null);
        SessionSettings.ordinaryNames(connection);
        if (!now.hash().equals(made.contentHash())) {
            throw new ProblemException(Problem.conflict(
                    made.table().display() + " was changed since it was restored",
                    "drop it yourself if its changes may go"));
        }
        Query.execute(connection, "drop table " + made.table().quoted());
        return now.rows();
    }
}

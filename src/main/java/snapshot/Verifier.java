package snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.FaultText;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import ledger.RunState;
import ledger.TableProgress;
import postgres.Backend;
import postgres.SessionSettings;
import postgres.SqlState;
import postgres.TableName;
import postgres.Transactions;
import rows.diff.RowSource;
import rows.restore.TableRestore;

/**
 * Proves that a snapshot can be restored, by restoring it: every file has the bytes it was written with, and its rows, in
 * a scratch schema, have the content hash of the rows that were kept.
 */
@ApplicationScoped
public class Verifier {

    private final DataSource dataSource;
    private final SnapshotIndex catalogue;
    private final Repository repository;
    private final ActiveRuns active;

    public Verifier(DataSource dataSource, SnapshotIndex catalogue, Repository repository, ActiveRuns active) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
        this.repository = repository;
        this.active = active;
    }

    /** Which snapshot is to be verified. */
    public record Request(RunHeader header, String snapshot) implements RunRequest {

        @Override
        public RunKind kind() {
            return SnapshotKinds.VERIFY;
        }

        @Override
        public String subject() {
            return snapshot;
        }

        @Override
        public JsonNode asked() {
            return Json.mapper().createObjectNode().put("snapshot", snapshot);
        }
    }

    /** Verifies; what was made for it is gone at the end, also after a crash. */
    public RunEnd verify(Request request) throws SQLException, IOException {
        ActiveRun run = active.open(request.run());
        List<String> faults = new ArrayList<>();
        ArrayNode tables = Json.mapper().createArrayNode();
        ObjectNode detail = Json.mapper().createObjectNode().put("snapshot", request.snapshot());
        long rows = 0;
        try (Connection connection = dataSource.getConnection()) {
            SetLock.take(connection, request.snapshot());
            Backend backend = Backend.of(connection);
            run.worksOn(backend);
            try {
                List<RowSource> all = catalogue.contents(connection, request.snapshot(), List.of());
                if (all.get(0) instanceof SetRows inFile) {
                    faults.addAll(Checksums.faults(inFile.set()));
                    String schema =
                            inFile.set().manifest().schema().fault(inFile.set().folder());
                    if (schema != null) {
                        faults.add(schema);
                    }
                    detail.set(
                            "notes",
                            Json.mapper().valueToTree(notes(inFile.set().manifest())));
                }
                TableProgress progress = run.countTables(
                        all.stream().map(one -> one.table().display()).toList());
                for (List<RowSource> some : VerifiedTogether.groups(all)) {
                    some.forEach(one -> progress.begin(one.table().display()));
                    boolean equal = VerifiedTogether.areEqual(connection, request.run(), some);
                    for (RowSource contents : some) {
                        String fault = equal ? null : fault(connection, request.run(), contents);
                        if (fault != null) {
                            faults.add(fault);
                        }
                        tables.addObject()
                                .put("table", contents.table().display())
                                .put("equal", fault == null);
                        rows += contents.rows();
                        progress.done(contents.table().display(), contents.rows());
                    }
                    if (run.cancelWanted()) {
                        throw new ProblemException(Problem.cancelled());
                    }
                }
                if (all.get(0) instanceof SetRows inFile) {
                    if (faults.isEmpty()) {
                        repository.proven(inFile.set(), Instant.now());
                    } else {
                        repository.disproven(inFile.set());
                    }
                }
            } finally {
                run.leaves(backend);
                SetLock.release(connection, request.snapshot());
            }
        }
        detail.set("tables", tables);
        detail.set("faults", Json.mapper().valueToTree(faults));
        if (faults.isEmpty()) {
            return RunEnd.done(request.run(), new Rows(rows, rows, 0, 0, 0), detail);
        }
        return new RunEnd(request.run(), RunState.FAILED, Rows.allSkipped(rows), detail, problem(request, faults));
    }

    private static List<String> notes(Manifest manifest) {
        return manifest.checksums() == null
                ? List.of("an earlier version made the set, without " + Checksums.FILE
                        + ": nothing proves its manifest and its " + RestoreGuide.FILE)
                : List.of();
    }

    private static Problem problem(Request request, List<String> faults) {
        return Problem.of(
                ProblemType.VERIFICATION_FAILED,
                "the snapshot " + request.snapshot() + " is not what was kept: " + String.join("; ", faults),
                "do not rely on it: make another, and look after the disk it lies on");
    }

    private String fault(Connection connection, UUID run, RowSource contents) throws SQLException, IOException {
        return contents instanceof SetRows inFile
                ? faultOfFile(connection, run, inFile)
                : faultOfRows(connection, contents);
    }

    /** What is wrong with the rows as they are kept, where it is not asked whether a table takes them; null if nothing. */
    static String faultOfRows(Connection connection, RowSource contents) throws SQLException, IOException {
        return Transactions.undone(connection, same -> {
            SessionSettings.exact(same);
            String hash = contents.hashOf(same, contents.relation(same, Optional.empty()));
            return hash.equals(contents.contentHash())
                    ? null
                    : contents.place() + " has the hash " + hash + " instead of " + contents.contentHash();
        });
    }

    private static String faultOfFile(Connection connection, UUID run, SetRows contents)
            throws SQLException, IOException {
        String fault = contents.faultOfBytes();
        if (fault != null) {
            return fault;
        }
        try {
            TableName scratch = VerifiedTogether.scratch(run, contents.table());
            Transactions.undone(
                    connection, same -> TableRestore.make(same, contents, scratch, TableRestore.Extent.ROWS));
            return null;
        } catch (ProblemException e) {
            if (e.problem().is(ProblemType.TOO_LARGE)) {
                // Nothing is wrong with the rows.
                throw e;
            }
            return e.problem().detail();
        } catch (IOException e) {
            return contents.place() + " cannot be read: " + FaultText.of(e);
        } catch (SQLException e) {
            if (SqlState.isRowsFault(e)) {
                return contents.place() + " cannot be restored: " + SqlState.firstLine(e);
            }
            throw e;
        }
    }
}

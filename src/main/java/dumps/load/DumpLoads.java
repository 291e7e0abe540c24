package dumps.load;

import dumps.archive.Archives;
import dumps.archive.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import ledger.Attempt;
import ledger.ProblemException;
import rows.place.RemoteTargets;
import rows.place.RestoreTarget;
import rows.undo.AlreadyCommitted;

/** Puts the state of archives into databases. */
@ApplicationScoped
public class DumpLoads {

    private final Archives archives;
    private final RemoteTargets elsewhere;

    public DumpLoads(Archives archives, RemoteTargets elsewhere) {
        this.archives = archives;
        this.elsewhere = elsewhere;
    }

    /**
     * Opens an attempt in the caller's transaction.
     *
     * @throws ProblemException if the archive, a table or the database is not there, or tables are in the way
     */
    public Attempt open(DumpsLoadRequest request) throws SQLException, IOException {
        RestoreTarget site = elsewhere.open(request.database(), request.run(), true);
        State archive = null;
        try {
            if (!request.dryRun() && !site.claim(request.run())) {
                return new AlreadyCommitted(site, request.run());
            }
            archive = archives.state(request.archive(), request.folder(), request.asOf(), request.policy());
            LoadPlan plan = LoadPlan.of(archive, request, TablesInPlace.stagingFor(request));
            return new DumpLoad(site, request, archive, plan, TablesInPlace.look(site.tables(), request, plan));
        } catch (SQLException | IOException | RuntimeException e) {
            try (site) {
                if (archive != null) {
                    archive.close();
                }
            }
            throw e;
        }
    }
}

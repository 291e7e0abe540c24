package snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import ledger.ActiveRun;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableProgress;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import postgres.DirectConnections;
import snapshot.SnapshotRequest.As;
import snapshot.parts.PartRunner;

/** Says who brings the rows of a snapshot into files, and has it done. */
@ApplicationScoped
public class Engines {

    private final SnapshotSettings settings;
    private final PartRunner runner;
    private final Optional<String> password;

    public Engines(
            SnapshotSettings settings,
            PartRunner runner,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
        this.settings = settings;
        this.runner = runner;
        this.password = password;
    }

    /** How much tables take on the server's disk, or in files. */
    interface Size {
        /** In bytes; of tables it waits for each that another holds locked. */
        long bytes() throws SQLException;
    }

    /**
     * The same request, with one engine and with what it is kept as.
     *
     * @param size of its tables, asked for only where it decides
     * @throws ProblemException if Spark is meant and there is none
     */
    SnapshotRequest decided(SnapshotRequest request, Size size) throws SQLException {
        Engine wanted = Objects.requireNonNullElse(request.engine(), settings.engine());
        boolean byRole = request.where() != null && settings.role().isPresent();
        if (byRole && wanted == Engine.SPARK) {
            throw new ProblemException(Problem.refused(
                    "rows that a condition chooses with the rights of snapshot.role are read by the service alone",
                    "say engine=service"));
        }
        if (byRole || request.as() != null && request.as() != As.PARQUET || !isSpark(wanted, size)) {
            return request.by(Engine.SERVICE, Objects.requireNonNullElse(request.as(), As.FILES));
        }
        return request.by(Engine.SPARK, As.PARQUET);
    }

    /**
     * Whether Spark brings the rows of a restore.
     *
     * @param size of the files, asked for only where it decides
     * @throws ProblemException if Spark is meant and there is none
     */
    boolean isSpark(Engine wanted, Size size) throws SQLException {
        if (wanted == Engine.SERVICE || wanted == Engine.AUTO && size.bytes() < settings.sparkFrom()) {
            return false;
        }
        if (wanted == Engine.SPARK) {
            runner.require();
            return true;
        }
        try {
            runner.require();
            return true;
        } catch (ProblemException without) {
            // Either may do it, and one of the two is here.
            return false;
        }
    }

    /** The rows of these tables in parts; null if they are to be in one file each. */
    PartFiles parts(
            SnapshotRequest request,
            List<TablePlan> plans,
            Path making,
            String moment,
            ActiveRun active,
            TableProgress progress) {
        return request.engine() == Engine.SPARK ? new PartFiles(this, plans, making, moment, active, progress) : null;
    }

    SnapshotSettings settings() {
        return settings;
    }

    /** The most heap that all have who write parts, and read them. */
    long heap() {
        return Math.min(runner.heap(), Runtime.getRuntime().maxMemory());
    }

    /** @param like whose database is meant */
    void run(Connection like, PartFiles.Work work) throws SQLException, IOException {
        runner.run(work.run(), address(like, password), work.tasks(), work.written(), work.cancelWanted());
    }

    /**
     * Has rows brought into tables.
     *
     * @param like whose database is meant
     * @param itsPassword null for that of the main database
     */
    void load(Connection like, Optional<String> itsPassword, StagedRestores.Work work)
            throws SQLException, IOException {
        DirectConnections database = address(like, itsPassword == null ? password : itsPassword);
        runner.load(work.run(), database, work.tasks(), work.loaded(), work.cancelWanted());
    }

    private static DirectConnections address(Connection like, Optional<String> password) throws SQLException {
        return new DirectConnections(
                like.getMetaData().getURL(), like.getMetaData().getUserName(), password.orElse(null));
    }
}

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

    /** How much tables take on the server's disk. */
    interface Size {
        /** In bytes; waits for every table that another holds locked. */
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
        if (request.as() != null && request.as() != As.PARQUET || !isSpark(wanted, size)) {
            return request.by(Engine.SERVICE, Objects.requireNonNullElse(request.as(), As.FILES));
        }
        return request.by(Engine.SPARK, As.PARQUET);
    }

    private boolean isSpark(Engine wanted, Size size) throws SQLException {
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
        DirectConnections database = new DirectConnections(
                like.getMetaData().getURL(), like.getMetaData().getUserName(), password.orElse(null));
        runner.run(work.run(), database, work.tasks(), work.written(), work.cancelWanted());
    }
}

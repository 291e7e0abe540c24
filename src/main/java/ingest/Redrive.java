package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import ledger.ActiveRuns;
import ledger.Json;
import ledger.LetterFilter;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import rows.load.LetterWriter;
import rows.load.LoadMode;

/** Tries dead letters again with the values they have now. */
@ApplicationScoped
public class Redrive {

    private final DataSource dataSource;
    private final ActiveRuns active;

    public Redrive(DataSource dataSource, ActiveRuns active) {
        this.dataSource = dataSource;
        this.active = active;
    }

    /** Which letters, for which run. */
    public record Request(RunHeader header, LetterFilter filter) implements RunRequest {

        @Override
        public RunKind kind() {
            return IngestKinds.REDRIVE;
        }

        @Override
        public String subject() {
            return filter.table() == null ? "dead letters" : filter.table();
        }

        @Override
        public JsonNode asked() {
            return Json.mapper().createObjectNode().set("filter", Json.mapper().valueToTree(filter));
        }
    }

    /** Opens the attempt in the caller's transaction; a letter that fails again stays open with its new reason. */
    public Load open(Request request) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            LetterWriter letters = new LetterWriter(request.run(), "dead letters");
            Load load = new Load(connection, LoadMode.INSERT, letters, new NoLimits(), active.open(request.run()));
            load.reads(new LetterPages(connection, request.filter(), request.run(), letters));
            return load;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A redrive is asked for by somebody who knows that letters may fail again. */
    private static final class NoLimits implements IngestSettings.Reject {
        @Override
        public java.util.OptionalLong maxCount() {
            return java.util.OptionalLong.empty();
        }

        @Override
        public java.util.OptionalDouble maxPercent() {
            return java.util.OptionalDouble.empty();
        }
    }
}

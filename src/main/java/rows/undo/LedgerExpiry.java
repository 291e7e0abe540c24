package rows.undo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.Json;
import ledger.LedgerSettings;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import postgres.Query;
import postgres.Sql;

/**
 * Forgets runs that ended longer ago than {@code ledger.keep.<kind>} says, with their closed letters and what would have taken
 * them back; what the same bytes need to be loaded once stays.
 */
@ApplicationScoped
public class LedgerExpiry {

    private static final String COUNT = Sql.read("rows/undo/count-old-runs.sql");
    private static final String LOCK = Sql.read("rows/undo/lock-old-runs.sql");
    private static final String KEPT = Sql.read("rows/undo/kept-of-runs.sql");
    private static final String DELETE = Sql.read("rows/undo/delete-runs.sql");

    private final DataSource dataSource;
    private final Map<String, Integer> keep;

    public LedgerExpiry(DataSource dataSource, LedgerSettings settings) {
        this.dataSource = dataSource;
        this.keep = new TreeMap<>(settings.keep());
    }

    /** What is old is to go. */
    public record Request(RunHeader header) implements RunRequest {

        public Request {
            Objects.requireNonNull(header, "header");
        }

        @Override
        public RunKind kind() {
            return UndoKinds.LEDGER_RETENTION;
        }

        @Override
        public String subject() {
            return "ledger";
        }

        @Override
        public JsonNode asked() {
            return Json.mapper().createObjectNode();
        }
    }

    /**
     * Runs of a kind that go.
     *
     * @param days that such runs are kept
     * @param oldest when the first of them ended
     */
    public record Old(String kind, int days, long runs, Instant oldest) {}

    /**
     * What would go now.
     *
     * @param keep days by kind
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Plan(Map<String, Integer> keep, List<Old> runs) {}

    /** The kinds for which it is set how long they are kept. */
    public Map<String, Integer> keep() {
        return keep;
    }

    /** What would go now; nothing is changed. */
    public Plan plan() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return new Plan(
                    keep,
                    Query.list(
                            connection,
                            COUNT,
                            row -> new Old(
                                    row.getString("kind"),
                                    keep.get(row.getString("kind")),
                                    row.getLong("runs"),
                                    row.getObject("oldest", OffsetDateTime.class)
                                            .toInstant()),
                            kinds(),
                            days()));
        }
    }

    private String[] kinds() {
        return keep.keySet().toArray(String[]::new);
    }

    private Integer[] days() {
        return keep.values().toArray(Integer[]::new);
    }

    private record Gone(long runs, long letters) {}

    /** Forgets them, in the caller's transaction. */
    public RunEnd apply(Request request) throws SQLException {
        Plan plan = plan();
        Gone gone = new Gone(0, 0);
        try (Connection connection = dataSource.getConnection()) {
            List<UUID> some = some(connection);
            while (!some.isEmpty()) {
                Gone more = forget(connection, some.toArray(UUID[]::new));
                gone = new Gone(gone.runs + more.runs, gone.letters + more.letters);
                some = some(connection);
            }
        }
        ObjectNode detail = Json.mapper().valueToTree(plan);
        detail.put("deletedRuns", gone.runs);
        detail.put("deletedLetters", gone.letters);
        return RunEnd.done(request.run(), Rows.NONE, detail);
    }

    private List<UUID> some(Connection connection) throws SQLException {
        return Query.list(connection, LOCK, row -> row.getObject("id", UUID.class), kinds(), days());
    }

    private static Gone forget(Connection connection, UUID[] runs) throws SQLException {
        for (String table : Query.list(connection, KEPT, row -> row.getString("kept_in"), (Object) runs)) {
            Query.execute(connection, "drop table " + table);
        }
        UndoExpiry.end(connection, runs);
        return Query.first(connection, DELETE, row -> new Gone(row.getLong("runs"), row.getLong("letters")), runs, runs)
                .orElseThrow();
    }
}

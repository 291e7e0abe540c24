package ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A run as a row of the ledger. */
final class RunRow {

    private RunRow() {}

    static Run read(ResultSet row) throws SQLException {
        Run.Progress progress = new Run.Progress(
                row.getLong("progress_done"),
                row.getObject("progress_total", Long.class),
                row.getString("progress_unit"));
        OffsetDateTime endedAt = row.getObject("ended_at", OffsetDateTime.class);
        return new Run(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("subject"),
                row.getString("door"),
                row.getString("asked_by"),
                RunState.of(row.getString("state")),
                new Rows(
                        row.getLong("rows_in"),
                        row.getLong("rows_loaded"),
                        row.getLong("rows_rejected"),
                        row.getLong("rows_unchanged"),
                        row.getLong("rows_skipped")),
                progress,
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                endedAt == null ? null : endedAt.toInstant(),
                Json.read(row.getString("detail")),
                Json.read(row.getString("problem"), Problem.class));
    }

    /** The end of a run as named values for {@code sql/ledger/finish-run.sql}. */
    static Map<String, Object> values(RunEnd end, String owner) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("id", end.run());
        named.put("owner", owner);
        named.put("state", end.state().text());
        named.put("in", end.rows().in());
        named.put("loaded", end.rows().loaded());
        named.put("rejected", end.rows().rejected());
        named.put("unchanged", end.rows().unchanged());
        named.put("skipped", end.rows().skipped());
        named.put("detail", end.detail() == null ? "{}" : end.detail().toString());
        named.put("problem", end.problem() == null ? null : Json.write(end.problem()));
        return named;
    }
}

package recovery.incidents;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * An incident as the ledger holds it: a transaction that destroyed rows of a table.
 *
 * @param kind {@code truncate}, {@code drop}, {@code delete} or {@code update}
 * @param table null where the whole database was dropped
 * @param rows null where nobody knows how many
 * @param exact whether they were counted, or are as many as the table was known to have
 * @param unlogged whether no recovery brings them back, as they were never in the log
 * @param xid the transaction's number, without epoch
 * @param lsn recovering to just before it undoes the loss
 * @param own whether the transaction wrote into the ledger too, as only the service does
 * @param run of ours that did it, or null
 * @param state {@code open}, {@code left} or {@code put-back}
 * @param putBack the run that put its rows back, or null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record StoredIncident(
        UUID id,
        String kind,
        String database,
        String table,
        Long rows,
        boolean exact,
        boolean unlogged,
        boolean own,
        long xid,
        String lsn,
        Instant committedAt,
        UUID run,
        String state,
        UUID putBack) {

    static StoredIncident of(ResultSet row) throws SQLException {
        return new StoredIncident(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("database_name"),
                row.getString("table_name"),
                row.getObject("rows", Long.class),
                row.getBoolean("exact"),
                row.getBoolean("unlogged"),
                row.getBoolean("own"),
                row.getLong("xid"),
                row.getString("lsn"),
                row.getObject("committed_at", OffsetDateTime.class).toInstant(),
                row.getObject("run", UUID.class),
                row.getString("state"),
                row.getObject("put_back", UUID.class));
    }

    /** Whether its rows are back. */
    public boolean isOver() {
        return putBack != null;
    }

    /** Whether somebody has to be told at once: rows are gone, and it was not us. */
    boolean alarms() {
        boolean nothingLost = exact && rows != null && rows == 0;
        return run == null && !own && !kind.equals("update") && !nothingLost;
    }

    /** For the service's own log. */
    public String text() {
        return "%s of %s in database %s%s at %s, by transaction %d at %s"
                .formatted(
                        kind,
                        table == null ? "the whole database" : table,
                        database,
                        rows == null ? "" : ", " + (exact ? "" : "about ") + rows + " rows",
                        committedAt,
                        xid,
                        lsn);
    }
}

package recovery.wal;

import java.time.Instant;
import java.util.Objects;
import postgres.Lsn;
import postgres.TableName;

/**
 * A transaction destroyed rows of a table, or a database.
 *
 * @param kind how
 * @param database its name, or its object id where that is all that is known
 * @param table null for a database as a whole
 * @param rows how many, {@link Relation#UNKNOWN} where nobody knows
 * @param exact whether they were counted; those of a truncated or dropped table are not in the log, and are as many as it
 *     was known to have, which is exact only if all of them came while the log was read
 * @param unlogged whether the table's rows were never in the log, so that no recovery brings them back
 * @param own whether the transaction wrote into the ledger too, as only the service does
 * @param xid the transaction, unsigned
 * @param lsn recovering to just before it undoes the loss: its commit record, of a dropped database the removal of its files
 * @param committedAt by the server's clock
 */
public record Incident(
        Kind kind,
        String database,
        TableName table,
        long rows,
        boolean exact,
        boolean unlogged,
        boolean own,
        int xid,
        Lsn lsn,
        Instant committedAt) {

    /** What was done. */
    public enum Kind {
        TRUNCATE,
        DROP,
        DELETE,
        /** Rows have other values; as many as before are there. */
        UPDATE
    }

    public Incident {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(lsn, "lsn");
        Objects.requireNonNull(committedAt, "committedAt");
        if (table == null && kind != Kind.DROP) {
            throw new IllegalArgumentException("a database is dropped, and nothing else is done to it");
        }
    }
}

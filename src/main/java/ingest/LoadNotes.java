package ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.UUID;
import ledger.DeadLetter;
import ledger.Problem;
import ledger.Rows;
import ledger.TableChanges;
import postgres.Query;
import postgres.Table;
import rows.load.RowLoader;
import rows.place.RestoreTarget;

/**
 * What a load leaves beside its rows, in their transaction: that these bytes are in, who has the latest word on the table,
 * and what takes it back.
 */
final class LoadNotes {

    private final RestoreTarget site;
    private final UUID run;
    private final RowLoader loader;

    private BytesClaim claim;
    private ReplaceFloor floor;
    private Table made;
    private UndoTrace trace = UndoTrace.NONE;

    LoadNotes(RestoreTarget site, UUID run, RowLoader loader) {
        this.site = site;
        this.run = run;
        this.loader = loader;
    }

    void claims(BytesClaim newClaim) {
        claim = newClaim;
    }

    /** The rows that were there are gone, unless what comes is too little. */
    void replaces(ReplaceFloor newFloor) {
        floor = newFloor;
    }

    /** The table was made for what comes; where nothing goes in, it was made for nothing. */
    void makes(Table newTable) {
        made = newTable;
    }

    /** What is done from now on can be taken back. */
    void traced(UndoTrace newTrace) {
        trace = newTrace;
        newTrace.of(loader);
    }

    /** Why the rows that were there are not to go, or null. */
    Problem objection(DeadLetter first) {
        return floor == null ? null : floor.objection(loader.rows(), first);
    }

    /** Whether the file is what it was when it was opened; says of it what it is. */
    boolean settle(boolean stopped, ObjectNode detail) throws SQLException {
        if (claim == null) {
            return true;
        }
        try {
            boolean settled = stopped || claim.settle();
            detail.put("bytes", claim.size());
            detail.put("sha256", HexFormat.of().formatHex(claim.sha256()));
            return settled;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the file to its end", e);
        }
    }

    /** Who looks for the latest word on a table finds this one. */
    void writeDown(ObjectNode detail) throws SQLException {
        Rows rows = loader.rows();
        trace.writeDown(site.tables(), loader, detail);
        if (floor != null) {
            detail.put("replaced", floor.there());
        }
        if (claim == null) {
            for (Table table : loader.tables()) {
                redriven(table);
            }
            return;
        }
        if (floor != null) {
            TableChanges.replaced(site.tables(), site.books(), run, claim.table());
        } else if (rows.loaded() > 0) {
            TableChanges.loaded(site.tables(), site.books(), run, claim.table());
        }
        if (rows.loaded() == 0) {
            claim.giveUp();
        }
    }

    private void redriven(Table table) throws SQLException {
        if (site.isElsewhere()) {
            TableChanges.redriven(site.ledger(), site.tables(), run, table);
        } else {
            TableChanges.redriven(site.tables(), run, table);
        }
    }

    /** Nothing went in: a table that was made for it goes. */
    void unmake(ObjectNode detail) throws SQLException {
        if (made != null) {
            Query.execute(site.tables(), "drop table " + made.name().quoted());
            detail.remove("made");
            detail.put("notMade", made.name().display());
        }
    }
}

package rows.undo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.TableLocks;
import rows.change.BeforeImages;
import rows.place.RestoreTarget;

/** What a run did, as it is needed to take that back. */
interface Kept {

    /** Table by table, parents first; by then nobody else writes into those of which rows are kept. */
    List<BeforeImages> images(Connection connection, TableLocks locks) throws SQLException;

    /** Rows that the run put in and that are not as it left them. */
    default long touched() {
        return 0;
    }

    /** It was used up. */
    void forget(RestoreTarget site, UUID run) throws SQLException;

    /** What a restore kept. */
    record OfRestore(List<BeforeImages> kept) implements Kept {

        @Override
        public List<BeforeImages> images(Connection connection, TableLocks locks) throws SQLException {
            for (BeforeImages rows : kept) {
                if (rows.keptIn() != null) {
                    locks.keepWritersOut(rows.table());
                }
            }
            return kept;
        }

        @Override
        public void forget(RestoreTarget site, UUID run) throws SQLException {
            BeforeImages.forget(site.ledger(), run);
        }
    }
}

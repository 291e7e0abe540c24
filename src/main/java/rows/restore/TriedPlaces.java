package rows.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import ledger.Json;
import ledger.ProblemException;
import ledger.TableLocks;
import postgres.TableName;
import postgres.Transactions;
import rows.change.BeforeImages;
import rows.diff.RowSource;
import rows.place.MissingThings;

/** Looks whether tables can be made before their rows are brought, which may take hours. */
public final class TriedPlaces {

    private TriedPlaces() {}

    /**
     * Looks, and leaves all as it is.
     *
     * @param target the database they go to
     * @param ledger where it is known what earlier restores made
     * @param tables all of the restore
     * @throws ProblemException if something is in the way, or missing
     */
    public static void check(Connection target, Connection ledger, RestoreOptions options, List<RowSource> tables)
            throws SQLException {
        List<TableName> names = tables.stream().map(RowSource::table).toList();
        List<BeforeImages> earlier = BeforeImages.copies(ledger, options.database());
        Transactions.undone(target, connection -> {
            MissingThings.refuse(
                    connection, tables.stream().map(RowSource::definition).toList());
            if (!options.intoOriginal()) {
                if (options.into().schema() != null) {
                    TargetSchema.require(connection, options.into().schema(), options.createSchema());
                }
                RestoreReport nobody = new RestoreReport(options, Json.mapper().createObjectNode());
                CopyPlaces.of(connection, options.looking(), new TableLocks(connection, 1), names, earlier, nobody);
            }
            return null;
        });
    }
}

package ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import postgres.Catalog;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;

/** The tables of a database that hold its users' rows, as against those that are kept as backups of them. */
public final class UserTables {

    private static final String BACKUPS = Sql.read("ledger/backup-names.sql");

    private static final String READS_BACKUPS = Sql.read("ledger/reads-backup-names.sql");

    private UserTables() {}

    /** All of them, the largest first; of a database without a ledger that its user may read nothing is a backup. */
    public static List<TableName> of(Connection connection) throws SQLException {
        List<TableName> tables = new ArrayList<>(Catalog.own(connection));
        if (Query.first(connection, READS_BACKUPS, row -> row.getBoolean(1)).orElseThrow()) {
            tables.removeAll(backups(connection));
        }
        return tables;
    }

    /** The backups in the database that has the ledger. */
    public static List<TableName> backups(Connection connection) throws SQLException {
        return Query.list(
                connection, BACKUPS, row -> new TableName(row.getString("schema_name"), row.getString("table_name")));
    }
}

package recovery.backup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;
import postgres.replication.ServerAddress;

/** Reads what the relations of a server are called. */
public final class CatalogReader {

    private static final String DATABASES = Sql.read("recovery/databases.sql");
    private static final String SCHEMAS = Sql.read("recovery/schemas.sql");
    private static final String RELATIONS = Sql.read("recovery/relations.sql");

    private CatalogReader() {}

    private record Found(long oid, String name, boolean open) {
        static Found of(ResultSet row) throws SQLException {
            return new Found(row.getLong("oid"), row.getString("name"), row.getBoolean("open"));
        }
    }

    /** All of its databases; one that cannot be looked into does not keep the others. */
    public static ServerCatalog read(ServerAddress server) throws SQLException {
        List<Found> found;
        try (Connection connection = server.database()) {
            found = Query.list(connection, DATABASES, Found::of);
        }
        List<ServerCatalog.Database> databases = new ArrayList<>();
        for (Found database : found) {
            databases.add(database.open ? look(server, database) : unread(database, "it takes no connections"));
        }
        return new ServerCatalog(databases);
    }

    private static ServerCatalog.Database look(ServerAddress server, Found database) throws SQLException {
        try (Connection connection = server.database(database.name)) {
            return new ServerCatalog.Database(
                    database.oid,
                    database.name,
                    Query.list(
                            connection,
                            SCHEMAS,
                            row -> new ServerCatalog.Schema(row.getLong("oid"), row.getString("name"))),
                    Query.list(connection, RELATIONS, CatalogReader::relation),
                    null);
        } catch (SQLException e) {
            if (SqlState.find(e) == null) {
                throw e;
            }
            return unread(database, SqlState.firstLine(e));
        }
    }

    private static ServerCatalog.Database unread(Found database, String why) {
        return new ServerCatalog.Database(database.oid, database.name, List.of(), List.of(), why);
    }

    private static ServerCatalog.Relation relation(ResultSet row) throws SQLException {
        return new ServerCatalog.Relation(
                row.getLong("oid"),
                row.getLong("file"),
                row.getLong("tablespace"),
                row.getString("schema"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("persistence"),
                row.getLong("block"),
                row.getInt("item"),
                row.getLong("parent"),
                row.getLong("rows"));
    }
}

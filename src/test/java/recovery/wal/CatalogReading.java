package recovery.wal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import postgres.Query;
import postgres.server.WalServer;

/** Names everything that is in a server now, as the catalog of a base backup does. */
final class CatalogReading {

    private static final String RELATIONS =
            """
            select c.oid::bigint::text, coalesce(pg_relation_filenode(c.oid), 0)::bigint::text, n.nspname, c.relname,
                   c.relkind::text, c.relpersistence::text, greatest(c.reltuples, -1)::bigint,
                   c.relnamespace::bigint::text, (c.ctid::text::point)[0]::bigint, (c.ctid::text::point)[1]::int
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            """;

    private CatalogReading() {}

    static Relations of(WalServer server) throws SQLException {
        Relations relations = new Relations();
        List<String[]> databases;
        try (Connection connection = server.connect("postgres")) {
            databases = Query.list(
                    connection, "select oid::bigint::text, datname from pg_database where datallowconn", row ->
                            new String[] {row.getString(1), row.getString(2)});
        }
        for (String[] database : databases) {
            int oid = Integer.parseUnsignedInt(database[0]);
            relations.name(oid, database[1]);
            try (Connection connection = server.connect(database[1])) {
                Query.list(connection, "select oid::bigint::text, nspname from pg_namespace", row ->
                                new String[] {row.getString(1), row.getString(2)})
                        .forEach(schema -> relations.name(oid, Integer.parseUnsignedInt(schema[0]), schema[1]));
                Query.list(connection, RELATIONS, row -> {
                            relations.place(
                                    oid,
                                    Integer.parseUnsignedInt(row.getString(1)),
                                    Integer.parseUnsignedInt(row.getString(8)),
                                    row.getString(4),
                                    row.getLong(9),
                                    row.getInt(10));
                            return new Relation(
                                    oid,
                                    Integer.parseUnsignedInt(row.getString(1)),
                                    Integer.parseUnsignedInt(row.getString(2)),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5).charAt(0),
                                    row.getString(6).charAt(0),
                                    row.getLong(7));
                        })
                        .forEach(relations::enter);
            }
        }
        return relations;
    }
}

package parts;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import postgres.BucketHashes;
import postgres.Catalog;
import postgres.Column;
import postgres.DirectConnections;
import postgres.Query;
import postgres.SessionSettings;
import postgres.SharedSnapshot;
import snapshot.format.PartTypes;
import snapshot.format.TableRows;
import snapshot.parts.PartTask;

/** A table, as it is at a moment that is held, and as it goes on. */
final class Source implements AutoCloseable {

    static final String TABLE = "public.source";
    private static final String COLUMNS = "id, name, amount, at, flag, tags, note";

    private final EmbeddedPostgres server;
    private final SharedSnapshot moment;
    private final String snapshot;
    private final List<Column> columns;

    Source(int rows) throws IOException, SQLException {
        server = EmbeddedPostgres.builder().setServerConfig("max_connections", "50").start();
        try (Connection connection = database().open()) {
            Query.execute(connection, "create table source (id bigint primary key, name text not null, amount numeric(12,2),"
                    + " at timestamptz, flag boolean, tags text[], note text);"
                    + "insert into source select g, 'name ' || g, g / 100.0, 'epoch'::timestamptz + g * interval '1.000001 s',"
                    + " g % 3 = 0, array['a', g::text], case when g % 10 > 0 then md5(g::text) end from generate_series(1, "
                    + rows + ") g");
        }
        moment = SharedSnapshot.on(database().open());
        snapshot = moment.export();
        SessionSettings.exact(moment.connection());
        columns = Catalog.find(moment.connection(), TABLE).orElseThrow().writable();
    }

    DirectConnections database() {
        return new DirectConnections(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
    }

    /** As many as asked for, by ranges of pages. */
    List<PartTask> tasks(Path folder, int count) throws SQLException {
        long pages = Query.first(moment.connection(), "select pg_relation_size('public.source') / 8192", row -> row.getLong(1))
                .orElseThrow();
        String all = "select " + COLUMNS + " from public.source t";
        PartTypes types = PartTypes.of(
                moment.connection(), new TableRows(TABLE, all, columns, List.of("id")), 1L << 30);
        long each = (pages + count - 1) / count;
        List<PartTask> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String range = all + " where t.ctid >= '(" + i * each + ",0)'::tid"
                    + (i + 1 == count ? "" : " and t.ctid < '(" + (i + 1) * each + ",0)'::tid");
            tasks.add(new PartTask(
                    snapshot, TABLE, i, range, columns, types, folder.resolve("part-" + i).toString(), 1, 10_000));
        }
        return tasks;
    }

    /** What the database says of the table as it was. */
    BucketHashes.Bucket atItsMoment() throws SQLException {
        return BucketHashes.of(moment.connection(), TABLE, columns, null).buckets().get(0L);
    }

    /** What it says of a table with the same columns as it is now. */
    BucketHashes.Bucket hash(String table) throws SQLException {
        try (Connection connection = database().open()) {
            connection.setAutoCommit(false);
            SessionSettings.exact(connection);
            return BucketHashes.of(connection, table, columns, null).buckets().get(0L);
        }
    }

    void execute(String statements) throws SQLException {
        try (Connection connection = database().open()) {
            Query.execute(connection, statements);
        }
    }

    /** Rows come, change and go. */
    void write(Connection connection, int round) throws SQLException {
        Query.execute(connection, "insert into public.source (id, name) select g, 'new' from generate_series(" + (10_000_000 + round * 100)
                + ", " + (10_000_099 + round * 100) + ") g; update public.source set amount = amount + 1 where id % 1000 = " + round % 1000
                + "; delete from public.source where id % 1777 = " + round % 1777);
    }

    /** The moment is held no longer. */
    void letGo() throws SQLException {
        moment.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

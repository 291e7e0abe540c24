package recovery.heap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.StringJoiner;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Copy;
import postgres.Identifier;
import postgres.Query;
import postgres.Sql;

/**
 * Brings the dead versions of a copied table into the table of the server that was made of the copied catalogs: there its
 * types are the real ones, and SQL reads what was written as rows that everybody sees.
 */
public final class HeapRescue {

    /** Where it is kept what is known of each version. */
    public static final String SCHEMA = "caravanserai_heap";

    private static final String COLUMNS = Sql.read("recovery/heap-columns.sql");
    private static final String NULL = "\\N";

    private final Connection server;
    private final Path data;
    private final Path folder;
    private final HeapTable table;
    private final Runnable check;
    private long versions;
    private long partly;

    private HeapRescue(Connection server, Path data, Path folder, HeapTable table, Runnable check) {
        this.server = server;
        this.data = data;
        this.folder = folder;
        this.table = table;
        this.check = check;
    }

    /** Where things are in the new server. */
    private record Place(Path heap, Path toast, String toastName, int nextXid) {}

    /**
     * Does it.
     *
     * @param server the new one, a connection to the database of the table
     * @param data its files
     * @param folder where the files of the table are that {@link HeapCopy} took
     * @param all whether those are put into the table too of which a later version, or a part, is gone
     * @param check throws to end it
     */
    public static Rescued of(Connection server, Path data, Path folder, HeapTable table, boolean all, Runnable check)
            throws SQLException, IOException {
        return new HeapRescue(server, data, folder, table, check).rescue(all);
    }

    private Rescued rescue(boolean all) throws SQLException, IOException {
        requireOurs();
        Columns columns = new Columns(Query.list(server, COLUMNS, HeapRescue::column, table.oid()));
        empty();
        Place place = place();
        Commits commits = new Commits(data, place.nextXid, server);
        Path known = folder.resolve("versions");
        Path gone = folder.resolve("missing");
        DeadTuples.Counts counts;
        try (LargeValues values = new LargeValues(folder);
                HeapWriter heap = new HeapWriter(place.heap);
                NextVersions next = new NextVersions(folder.resolve("heap"), commits)) {
            counts = writeVersions(columns, commits, values, heap, next, known);
            writeChunks(place, commits, values);
            writeMissing(columns, values, gone);
        }
        RescuedRows rows = new RescuedRows(server, table, all);
        rows.begin();
        copyIn("version", known);
        copyIn("missing", gone);
        if (place.toastName != null) {
            Query.execute(server, "reindex table " + place.toastName);
        }
        check.run();
        RescuedRows.Placed placed = rows.place();
        return new Rescued(
                versions,
                counts.carved + counts.carvedOfUnknown,
                counts.carvedOfUnknown,
                partly,
                placed.rows(),
                placed.uncertain(),
                placed.conflicting(),
                counts.doubtful,
                counts.aborted,
                counts.live,
                counts.pointersDead,
                rows.endings(),
                placed.notes());
    }

    /** Nothing of this may ever be done to another server than the one that was made for it. */
    private void requireOurs() throws SQLException, IOException {
        Path there = Path.of(Query.first(server, "select current_setting('data_directory')", row -> row.getString(1))
                .orElseThrow());
        if (!Files.isSameFile(there, data)) {
            throw new ProblemException(Problem.broken("the server of the copy runs on " + there, null));
        }
    }

    private static Columns.Column column(ResultSet row) throws SQLException {
        int alignment =
                switch (row.getString("alignment").charAt(0)) {
                    case 'c' -> Byte.BYTES;
                    case 's' -> Short.BYTES;
                    case 'i' -> Integer.BYTES;
                    default -> Long.BYTES;
                };
        return new Columns.Column(row.getString("name"), row.getInt("length"), alignment, row.getBoolean("required"));
    }

    /** All tables get new, empty files, as those of the others are not there; locks of prepared transactions go first. */
    private void empty() throws SQLException {
        Query.execute(server, "set lock_timeout = '5s'");
        Query.execute(server, "set session_replication_role = replica");
        Query.execute(server, "set client_min_messages = error");
        for (String rollback : Query.list(
                server,
                "select format('rollback prepared %L', gid) from pg_prepared_xacts where database = current_database()",
                row -> row.getString(1))) {
            Query.execute(server, rollback);
        }
        StringJoiner tables = new StringJoiner(", only ", "truncate only ", " cascade");
        Query.list(
                        server,
                        "select oid::regclass::text from pg_class where relkind = 'r' and relpersistence <> 't'"
                                + " and oid >= 16384",
                        row -> row.getString(1))
                .forEach(tables::add);
        Query.execute(server, tables.toString());
        Query.execute(server, "checkpoint");
    }

    private Place place() throws SQLException {
        return Query.first(
                        server,
                        "select pg_relation_filepath(oid), pg_relation_filepath(nullif(reltoastrelid, 0)),"
                                + " nullif(reltoastrelid, 0)::regclass::text,"
                                + " pg_snapshot_xmax(pg_current_snapshot())::text from pg_class where oid = cast(? as oid)",
                        row -> new Place(
                                data.resolve(row.getString(1)),
                                row.getString(2) == null ? null : data.resolve(row.getString(2)),
                                row.getString(3),
                                (int) Long.parseLong(row.getString(4))),
                        table.oid())
                .orElseThrow();
    }

    private DeadTuples.Counts writeVersions(
            Columns columns, Commits commits, LargeValues values, HeapWriter heap, NextVersions next, Path into)
            throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(into))) {
            return DeadTuples.read(folder.resolve("heap"), columns, commits, false, (tuple, place, carved, endedBy) -> {
                check.run();
                long there = heap.add(tuple.bytes(), tuple.at(), tuple.length(), endedBy);
                if (tuple.hasExternal()) {
                    for (Columns.External value : columns.externals(tuple)) {
                        values.want(there, value);
                    }
                }
                versions++;
                long after = tuple.next();
                boolean inPlace = carved ? Tuple.blockOf(after) == Tuple.blockOf(place) : after == place;
                boolean deleted = endedBy != 0 && tuple.saysDeleted() && inPlace;
                boolean certain = deleted || endedBy != 0 && next.isLive(after, endedBy);
                String line = String.join(
                        "\t",
                        text(there),
                        Integer.toUnsignedString(tuple.xmin()),
                        endedBy == 0 ? NULL : Integer.toUnsignedString(endedBy),
                        Boolean.toString(carved),
                        Boolean.toString(deleted),
                        Boolean.toString(certain));
                out.write((line + "\n").getBytes(UTF_8));
            });
        }
    }

    private void writeChunks(Place place, Commits commits, LargeValues values) throws IOException {
        Path toast = folder.resolve("toast");
        if (place.toast == null || values.isEmpty() || !Files.exists(toast)) {
            return;
        }
        DeadTuples.read(toast, Columns.ofChunks(), commits, true, (tuple, where, carved, endedBy) -> {
            check.run();
            values.take(tuple);
        });
        try (HeapWriter writer = new HeapWriter(place.toast)) {
            values.write(writer);
        }
    }

    private void writeMissing(Columns columns, LargeValues values, Path into) throws IOException {
        long[] last = {-1};
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(into))) {
            values.tell((version, column, complete) -> {
                if (!complete) {
                    String name = columns.all().get(column).name().replace("\\", "\\\\");
                    String line = text(version) + "\t"
                            + name.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r") + "\n";
                    out.write(line.getBytes(UTF_8));
                    partly += version == last[0] ? 0 : 1;
                    last[0] = version;
                }
            });
        }
    }

    private static String text(long place) {
        return "(" + Integer.toUnsignedString(Tuple.blockOf(place)) + "," + Tuple.itemOf(place) + ")";
    }

    private void copyIn(String into, Path from) throws SQLException, IOException {
        try (Copy copy = Copy.in(server, "copy " + SCHEMA + "." + Identifier.quote(into) + " from stdin");
                var in = Files.newInputStream(from)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                copy.write(buffer, 0, read);
            }
            copy.end();
        }
    }
}

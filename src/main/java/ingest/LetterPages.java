package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import ledger.Json;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Catalog;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import rows.load.Batch;
import rows.load.ColumnReaders;
import rows.load.LetterWriter;
import rows.load.LoadMode;
import rows.load.NamedRows;
import rows.load.RecordSource;
import rows.load.TextEncoding;
import rows.load.TriedAgain;
import rows.place.RestoreTarget;

/** Open dead letters as rows to load once more, a page at a time, each taken in the transaction that loads it. */
final class LetterPages implements RecordSource {

    private static final String TAKE = Sql.read("ledger/take-dead-letters.sql");
    private static final int PAGE = 5_000;

    private final RestoreTarget site;
    private final LetterFilter filter;
    /** These and no others, in their order; or null. */
    private final long[] ids;

    private final UUID run;
    private final LetterWriter letters;
    private final Map<String, Table> tables = new HashMap<>();
    private final Map<String, ColumnReaders> readers = new HashMap<>();
    private final ToldValues here;
    private NamedRows page = NamedRows.of(List.of(), null);
    private long last;
    private int named;
    private long taken;

    LetterPages(RestoreTarget site, LetterFilter filter, long[] ids, UUID run, ToldValues here) {
        this.here = here;
        this.ids = ids;
        this.site = site;
        this.filter = filter;
        this.run = run;
        letters = new LetterWriter(run, "dead letters");
    }

    private record Taken(
            long id,
            String table,
            long line,
            byte[] raw,
            String encoding,
            String values,
            List<String> json,
            String sqlstate,
            String reason,
            LoadMode mode,
            String key,
            String account) {

        static Taken of(ResultSet row) throws SQLException {
            return new Taken(
                    row.getLong("id"),
                    row.getString("table_name"),
                    row.getLong("line"),
                    row.getBytes("raw"),
                    row.getString("encoding"),
                    row.getString("values"),
                    Query.texts(row, "as_json"),
                    row.getString("sqlstate"),
                    row.getString("reason"),
                    mode(row.getString("options"), row.getString("mode")),
                    key(row.getString("options")),
                    row.getString("account"));
        }

        /** What the run did to the rows that were there; a replace has been, and what is added to it is inserted. */
        private static LoadMode mode(String options, String mode) {
            String said =
                    options == null ? mode : Json.read(options).at("/mode/0").asText("insert");
            return LoadMode.UPSERT.text().equals(said) ? LoadMode.UPSERT : LoadMode.INSERT;
        }

        /** By which rows are found, or null for the primary key. */
        private static String key(String options) {
            return options == null ? null : Json.read(options).at("/key/0").asText(null);
        }

        /** Nobody has said yet what is what in a record that was cut wrongly. */
        private String cutWrongly() {
            return sqlstate.equals(LetterWriter.BAD_FORMAT) && json.isEmpty() ? reason : null;
        }
    }

    @Override
    public Batch next() throws IOException {
        Batch chunk = page.next();
        if (chunk != null) {
            return chunk;
        }
        try {
            List<Taken> next = take();
            if (next.isEmpty()) {
                return null;
            }
            next.sort(Comparator.comparingLong(Taken::id));
            last = next.get(next.size() - 1).id;
            taken += next.size();
            site.takes(run, next.stream().map(Taken::id).toArray(Long[]::new));
            page = NamedRows.of(next.stream().map(this::row).toList(), letters);
            return page.next();
        } catch (SQLException e) {
            throw new IOException("cannot take dead letters", e);
        }
    }

    /** The next that are open; of many that are named a page at a time, since some may not be open any more. */
    private List<Taken> take() throws SQLException {
        if (ids == null) {
            return Query.list(site.ledger(), TAKE, Taken::of, filter.values(last, PAGE, run));
        }
        List<Taken> next = List.of();
        while (next.isEmpty() && named < ids.length) {
            LetterFilter some = SheetCorrections.filter(ids, named, Math.min(ids.length, named + PAGE));
            named += PAGE;
            next = Query.list(site.ledger(), TAKE, Taken::of, some.values(last, PAGE, run));
        }
        return next;
    }

    private NamedRows.NamedRow row(Taken letter) {
        JsonNode values = Json.read(letter.values);
        ObjectNode named =
                values instanceof ObjectNode object ? object : Json.mapper().createObjectNode();
        return new NamedRows.NamedRow(
                table(letter),
                letter.line,
                named,
                letter.raw,
                TextEncoding.valueOf(letter.encoding),
                new TriedAgain(
                        letter.id, letter.mode, Set.copyOf(letter.json), readers(letter.account), letter.cutWrongly()));
    }

    /** As its run read values, which says how in its detail. */
    private ColumnReaders readers(String account) {
        return readers.computeIfAbsent(
                account == null ? "{}" : account, told -> ValueReaders.again(Json.read(told), here));
    }

    private Table table(Taken letter) {
        String way = letter.mode == LoadMode.UPSERT ? letter.table + '\0' + letter.key : letter.table;
        return tables.computeIfAbsent(way, absent -> {
            String name = letter.table;
            try {
                Table found = Catalog.find(site.tables(), name)
                        .orElseThrow(() -> new ProblemException(Problem.notFound(
                                "there is no table " + name + " any more, which dead letter " + letter.id + " is for",
                                "create it, or discard its letters")));
                return letter.mode == LoadMode.UPSERT ? UpsertKey.of(site.tables(), found, letter.key) : found;
            } catch (SQLException e) {
                throw new IllegalStateException("cannot look up table " + name, e);
            }
        });
    }

    /** Everything counts as read: the pages share the loader's connection, so nothing may be read ahead of it. */
    @Override
    public long position() {
        return taken;
    }

    @Override
    public long size() {
        return taken;
    }

    @Override
    public void close() {
        page.close();
    }
}

package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import rows.load.LetterWriter;
import rows.load.NamedRows;
import rows.load.RecordSource;
import rows.load.TextEncoding;

/** Open dead letters as rows to load once more, a page at a time, each taken in the transaction that loads it. */
final class LetterPages implements RecordSource {

    private static final String TAKE = Sql.read("ledger/take-dead-letters.sql");
    private static final int PAGE = 5_000;

    private final Connection connection;
    private final LetterFilter filter;
    private final UUID run;
    private final LetterWriter letters;
    private final Map<String, Table> tables = new HashMap<>();
    private NamedRows page = NamedRows.of(List.of(), null);
    private long last;
    private long taken;

    LetterPages(Connection connection, LetterFilter filter, UUID run, LetterWriter letters) {
        this.connection = connection;
        this.filter = filter;
        this.run = run;
        this.letters = letters;
    }

    private record Taken(long id, String table, long line, byte[] raw, String encoding, String values) {
        static Taken of(ResultSet row) throws SQLException {
            return new Taken(
                    row.getLong("id"),
                    row.getString("table_name"),
                    row.getLong("line"),
                    row.getBytes("raw"),
                    row.getString("encoding"),
                    row.getString("values"));
        }
    }

    @Override
    public Batch next() throws IOException {
        Batch chunk = page.next();
        if (chunk != null) {
            return chunk;
        }
        try {
            List<Taken> next = Query.list(connection, TAKE, Taken::of, filter.values(last, PAGE, run));
            if (next.isEmpty()) {
                return null;
            }
            next.sort(Comparator.comparingLong(Taken::id));
            last = next.get(next.size() - 1).id;
            taken += next.size();
            page = NamedRows.of(next.stream().map(this::row).toList(), letters);
            return page.next();
        } catch (SQLException e) {
            throw new IOException("cannot take dead letters", e);
        }
    }

    private NamedRows.NamedRow row(Taken letter) {
        JsonNode values = Json.read(letter.values);
        // A row that was cut wrongly has numbers for names; it goes back until somebody says what is what.
        ObjectNode named = values instanceof ObjectNode object && !object.has("1")
                ? object
                : Json.mapper().createObjectNode();
        return new NamedRows.NamedRow(
                table(letter), letter.line, named, letter.raw, TextEncoding.valueOf(letter.encoding), letter.id);
    }

    private Table table(Taken letter) {
        return tables.computeIfAbsent(letter.table, name -> {
            try {
                return Catalog.find(connection, name)
                        .orElseThrow(() -> new ProblemException(Problem.notFound(
                                "there is no table " + name + " any more, which dead letter " + letter.id + " is for",
                                "create it, or discard its letters")));
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

package ingest;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import ledger.Json;
import postgres.Table;
import rows.load.Batch;
import rows.load.BatchBuilder;
import rows.load.ColumnReaders;
import rows.load.Dialect;
import rows.load.LetterWriter;
import rows.load.NamedRows;
import rows.load.RecordSource;
import rows.load.TextEncoding;

/** A file with a JSON object, or an array in table order, on every line; a line that is none is a dead letter. */
final class JsonLines implements RecordSource {

    /** A tree of values takes several times the room of its text, and a page of them is in memory at once. */
    private static final int PAGE_BYTES = 4 << 20;

    private static final int PAGE_ROWS = 5_000;

    private static final Pattern OBJECTS = Pattern.compile("\\[\\s*\\{");

    private final CsvFile file;
    private final Table table;
    private final LineReader lines;
    private final CharsetDecoder decoder;
    private final MemberNames names;
    private final LetterWriter letters;
    private final ColumnReaders readers;
    private NamedRows page;
    private BatchBuilder unread;

    JsonLines(
            CsvFile file,
            Table table,
            ColumnOptions options,
            IngestSettings settings,
            LetterWriter letters,
            ColumnReaders readers)
            throws IOException {
        this.file = file;
        this.table = table;
        this.letters = letters;
        this.readers = readers;
        names = new MemberNames(table, options);
        lines = new LineReader(file.text(), settings.maxRecordBytes());
        decoder = file.encoding().strictDecoder();
        page = NamedRows.of(List.of(), letters, readers);
        refuseOneDocument(file, table);
    }

    /**
     * A document over several lines would be a dead letter for each of them, and an array of objects on one line a single
     * row with an object in each column that takes a text.
     */
    static void refuseOneDocument(CsvFile file, Table table) throws IOException {
        LineReader look = new LineReader(file.sample(), 1 << 10);
        while (look.next()) {
            String line = new String(look.bytes(), StandardCharsets.ISO_8859_1).strip();
            boolean ofObjects = OBJECTS.matcher(line).lookingAt() && !takesObject(table);
            if (line.equals("[") || line.equals("{") || ofObjects) {
                throw CsvFile.refused(
                        "the file for " + table.name().display() + " is one JSON document"
                                + (ofObjects ? ", an array of objects" : " over several lines"),
                        "write every row on a line of its own, as jq -c '.[]' does, or POST it as application/json");
            }
            if (!line.isEmpty()) {
                return;
            }
        }
    }

    private static boolean takesObject(Table table) {
        return table.writable().stream().limit(1).anyMatch(column -> column.baseType()
                .startsWith("json"));
    }

    /** All rows of a file, those left out that are none. */
    static void each(Path path, Table table, CsvOptions options, IngestSettings settings, JsonEvidence.Seeing seeing)
            throws IOException {
        CsvFile file = CsvFile.open(path, options.encoding(), settings);
        try {
            refuseOneDocument(file, table);
            MemberNames names = new MemberNames(table, options.columns());
            LineReader lines = new LineReader(file.text(), settings.maxRecordBytes());
            CharsetDecoder decoder = file.encoding().strictDecoder();
            while (lines.next()) {
                CharBuffer text =
                        lines.tooLong() ? null : TextEncoding.decode(decoder, lines.bytes(), 0, lines.bytes().length);
                if (text != null) {
                    see(text.toString(), lines.line(), names, seeing);
                }
            }
        } finally {
            file.close();
        }
    }

    private static void see(String text, long line, MemberNames names, JsonEvidence.Seeing seeing) {
        try {
            seeing.see(names.row(parse(text)), line);
        } catch (JsonProcessingException | NumberFormatException | MemberNames.NoRow noRow) {
            // Nothing that shows anything; it will be a dead letter.
            return;
        }
    }

    @Override
    public Batch next() throws IOException {
        Batch batch = page.next();
        while (batch == null) {
            unread = new BatchBuilder(table, List.of(), Dialect.OURS, file.encoding(), new byte[0]);
            List<NamedRows.NamedRow> rows = rows();
            page = NamedRows.of(rows, letters, readers);
            if (!unread.isEmpty()) {
                return unread.build();
            }
            if (rows.isEmpty()) {
                return null;
            }
            batch = page.next();
        }
        return batch;
    }

    /** The rows of the next lines; those that are none are letters already. */
    private List<NamedRows.NamedRow> rows() throws IOException {
        List<NamedRows.NamedRow> rows = new ArrayList<>();
        long bytes = 0;
        while (rows.size() < PAGE_ROWS && unread.rows() < PAGE_ROWS && bytes < PAGE_BYTES && lines.next()) {
            byte[] line = lines.bytes();
            bytes += line.length;
            if (!blank(line)) {
                add(line, rows);
            }
        }
        return rows;
    }

    private static boolean blank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    private void add(byte[] line, List<NamedRows.NamedRow> rows) {
        CharBuffer text = TextEncoding.decode(decoder, line, 0, line.length);
        if (lines.tooLong()) {
            unread(
                    line,
                    LetterWriter.TOO_MUCH,
                    "the line is longer than ingest.max-record-bytes; only its beginning is kept");
        } else if (text == null) {
            unread(line, LetterWriter.NOT_TEXT, "the bytes are no text in " + file.encoding());
        } else {
            try {
                ObjectNode values = names.row(parse(text.toString()));
                rows.add(new NamedRows.NamedRow(table, lines.line(), values, received(line), file.encoding(), null));
            } catch (JsonProcessingException e) {
                unread(line, LetterWriter.BAD_FORMAT, "the line is no JSON: " + e.getOriginalMessage());
            } catch (NumberFormatException e) {
                unread(line, LetterWriter.BAD_FORMAT, "the line holds a number whose exponent is out of range");
            } catch (MemberNames.NoRow e) {
                unread(line, LetterWriter.BAD_FORMAT, "the row " + e.getMessage());
            }
        }
    }

    static JsonNode parse(String line) throws JsonProcessingException {
        try (JsonParser parser = Json.mapper().createParser(line)) {
            // Of two values with one name the first would be lost without a word.
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            JsonNode row = parser.readValueAsTree();
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something follows the first value");
            }
            return row;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void unread(byte[] line, String sqlstate, String reason) {
        unread.add(letters.misshapen(
                table.name().display(), lines.line(), sqlstate, reason, received(line), file.encoding(), null));
    }

    private byte[] received(byte[] line) {
        return file.encoding().asReceived(line);
    }

    @Override
    public long position() {
        return file.position();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public long blankLines() {
        return lines.blankLines();
    }

    @Override
    public void close() throws IOException {
        page.close();
        file.close();
    }
}

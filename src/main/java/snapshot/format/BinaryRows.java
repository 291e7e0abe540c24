package snapshot.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import postgres.Column;
import postgres.Copy;

/**
 * Turns the CSV that the server wrote into its binary form on the way back: reading text is what costs a server most in a
 * restore, and this process has time for it meanwhile.
 */
public final class BinaryRows {

    private static final byte[] HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private final BinaryType[] types;
    private final BinaryText out = new BinaryText(2 * RowBlocks.SIZE);
    private final AsciiBuilder unquoted = new AsciiBuilder(1 << 12);

    private byte[] buffer;
    private int limit;
    /** Where the field that was read last ends. */
    private int at;

    private BinaryRows(BinaryType[] types) {
        this.types = types;
    }

    /** For these columns, if each is of a type that is known in both forms. */
    public static Optional<BinaryRows> of(List<Column> columns) {
        List<Optional<BinaryType>> types = columns.stream().map(BinaryType::of).toList();
        return types.isEmpty() || types.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(
                        new BinaryRows(types.stream().map(Optional::orElseThrow).toArray(BinaryType[]::new)));
    }

    /** Sends the rows; returns those from the first on that is too long for it, to be sent as they are. */
    public Optional<InputStream> send(InputStream rows, Copy to) throws IOException, SQLException {
        out.append(HEADER, 0, HEADER.length);
        Optional<InputStream> rest = RowBlocks.read(rows, (block, end) -> {
            buffer = block;
            limit = end;
            return wholeRows(to);
        });
        out.int2(-1);
        flush(to);
        return rest;
    }

    /** Sends the rows of which the end is here; returns where the first begins of which it is not. */
    private int wholeRows(Copy to) throws IOException, SQLException {
        int begin = 0;
        int kept = out.length();
        at = 0;
        while (row()) {
            begin = at;
            if (out.length() >= RowBlocks.SIZE) {
                flush(to);
            }
            kept = out.length();
        }
        out.cutTo(kept);
        return begin;
    }

    private void flush(Copy to) throws SQLException {
        to.write(out.bytes(), 0, out.length());
        out.clear();
    }

    /** Adds the row that begins here; false if it does not end within the buffer. */
    private boolean row() throws IOException {
        out.int2(types.length);
        for (int column = 0; column < types.length; column++) {
            byte end = column == types.length - 1 ? (byte) '\n' : (byte) ',';
            if (at >= limit) {
                return false;
            }
            if (!(buffer[at] == '"' ? quoted(types[column]) : plain(types[column], end))) {
                return false;
            }
            if (at >= limit) {
                return false;
            }
            if (buffer[at++] != end) {
                throw new IOException("a row does not have its " + types.length + " columns");
            }
        }
        return true;
    }

    private boolean plain(BinaryType type, byte end) throws IOException {
        int from = at;
        while (at < limit && buffer[at] != end && buffer[at] != '\n') {
            at++;
        }
        if (at < limit) {
            if (at == from) {
                out.int4(-1);
            } else {
                value(type, buffer, from, at);
            }
        }
        return at < limit;
    }

    private boolean quoted(BinaryType type) throws IOException {
        unquoted.clear();
        int from = ++at;
        for (; ; at++) {
            if (at + 1 >= limit) {
                // Behind a quote there may be another.
                return false;
            }
            if (buffer[at] == '"') {
                unquoted.add(buffer, from, at);
                from = at + 1;
                if (buffer[from] != '"') {
                    break;
                }
                // The second of two stands for itself.
                at++;
            }
        }
        at++;
        value(type, unquoted.bytes(), 0, unquoted.length());
        return true;
    }

    private void value(BinaryType type, byte[] text, int from, int to) throws IOException {
        int begin = out.beginValue();
        try {
            type.put(text, from, to, out);
        } catch (RuntimeException e) {
            throw new IOException(BinaryType.strange("a value", text, from, to).getMessage(), e);
        }
        out.endValue(begin);
    }
}

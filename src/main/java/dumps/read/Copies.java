package dumps.read;

import dumps.DumpEvents;
import dumps.DumpRow;
import dumps.Leftover;
import dumps.TableId;
import dumps.ValueKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code COPY … FROM stdin}: rows a line each, up to a line with a backslash and a point. */
final class Copies {

    private final Scanner scanner;
    private final Tables tables;
    private final DumpEvents events;
    private final RowWriter rows;

    Copies(Scanner scanner, Tables tables, DumpEvents events) {
        this.scanner = scanner;
        this.tables = tables;
        this.events = events;
        this.rows = new RowWriter(events, tables, scanner);
    }

    /** Reads the statement, of which the first word is read, and its rows. */
    void read(Statement statement) throws IOException {
        Words words = statement.whole();
        words.next();
        TableId id = words.isName() ? tables.id(words.path()) : null;
        List<String> columns = words.peek().isMark('(') ? names(words.inside()) : null;
        if (id == null || !words.take("from", "stdin")) {
            statement.passOver();
            statement.leftover(Leftover.What.STATEMENT, id, "it copies from or to somewhere else");
            return;
        }
        boolean plain = words.atEnd();
        scanner.window().release();
        restOfLine();
        if (plain) {
            rows.begin(id, columns);
            if (rows.table() != null) {
                events.data(rows.table(), null);
            }
            lines();
        } else {
            statement.leftover(Leftover.What.STATEMENT, id, "its rows are in another form than that of pg_dump");
            passOver(id);
        }
    }

    private static List<String> names(Words inside) {
        List<String> names = new ArrayList<>();
        for (Words part : inside.parts()) {
            names.add(part.name());
        }
        return names;
    }

    private void restOfLine() throws IOException {
        ByteWindow window = scanner.window();
        for (int one = window.peek(); one >= 0; one = window.peek()) {
            window.moveTo(window.place() + 1);
            if (one == window.lineEnd()) {
                return;
            }
        }
    }

    private void lines() throws IOException {
        ByteWindow window = scanner.window();
        while (!atEnd()) {
            DumpRow row = rows.fresh();
            if (window.peek() < 0) {
                throw new EndedException(window.line(), "the rows of a COPY end without \\.");
            }
            boolean whole = line(row, rows.shape());
            if (whole) {
                rows.end(true);
            } else {
                scanner.strings().wasTooLong();
                rows.report(Leftover.What.ROW, "the file ends before the end of its line");
                throw new EndedException(window.line(), "the rows of a COPY end without \\.");
            }
        }
    }

    /** Whether the line that ends the rows stands here; it is passed over then. */
    private boolean atEnd() throws IOException {
        ByteWindow window = scanner.window();
        if (window.peek() != '\\' || window.peek(1) != '.') {
            return false;
        }
        int after = window.peek(2);
        if (after >= 0 && after != '\n' && after != '\r') {
            return false;
        }
        restOfLine();
        return true;
    }

    /** Reads one line; false if the file ends before it. */
    private boolean line(DumpRow row, Shape shape) throws IOException {
        ByteWindow window = scanner.window();
        byte end = window.lineEnd();
        int any = 0;
        boolean first = true;
        boolean isNull = false;
        while (true) {
            byte[] bytes = window.bytes();
            int from = window.place();
            int to = window.limit();
            int at = from;
            while (at < to) {
                byte one = bytes[at];
                if (one == '\t' || one == end || one == '\\' || one == '\r') {
                    break;
                }
                any |= one;
                at++;
            }
            scanner.strings().put(bytes, from, at - from, row);
            first &= at == from;
            window.moveTo(at);
            if (at == to) {
                if (!window.more()) {
                    return false;
                }
                continue;
            }
            byte mark = bytes[at];
            if (mark == '\\') {
                int next = window.peek(1);
                if (next < 0) {
                    return false;
                }
                if (next == 'N' && first) {
                    isNull = true;
                    window.moveTo(window.place() + 2);
                } else {
                    any |= scanner.strings().copyEscape(row);
                }
                first = false;
                continue;
            }
            if (mark == '\r' && end != '\r' && window.peek(1) != '\n') {
                row.put('\r');
                window.moveTo(window.place() + 1);
                first = false;
                continue;
            }
            boolean noColumns = shape.size() == 0 && row.size() == 0 && first && mark != '\t';
            if (!noColumns) {
                field(row, shape, isNull, any < 0);
            }
            window.moveTo(window.place() + (mark == '\r' && end != '\r' ? 2 : 1));
            if (mark != '\t') {
                return true;
            }
            any = 0;
            first = true;
            isNull = false;
        }
    }

    private void field(DumpRow row, Shape shape, boolean isNull, boolean high) {
        if (isNull && row.pending() == 0) {
            row.finish(ValueKind.NULL);
        } else {
            if (isNull) {
                row.put('N');
            }
            scanner.finish().text(row, shape, row.size(), high);
        }
    }

    /** Counts the lines up to the end. */
    private void passOver(TableId id) throws IOException {
        ByteWindow window = scanner.window();
        long first = window.line();
        long lines = 0;
        while (!atEnd() && window.peek() >= 0) {
            lines++;
            restOfLine();
        }
        if (lines > 0) {
            events.leftover(new Leftover(
                    Leftover.What.ROW, first, id, lines, null, "they are in another form than that of pg_dump"));
        }
    }
}

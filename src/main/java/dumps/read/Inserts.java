package dumps.read;

import dumps.Dialect;
import dumps.DumpColumn;
import dumps.DumpEvents;
import dumps.DumpRow;
import dumps.DumpTable;
import dumps.DumpValue;
import dumps.Leftover;
import dumps.RowVerb;
import dumps.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** INSERT and REPLACE in all forms that give rows: read row by row, however long the statement is. */
final class Inserts {

    private final Scanner scanner;
    private final Tables tables;
    private final DumpEvents events;
    private final RowWriter rows;
    private final InsertHead head;
    private boolean inRow;

    Inserts(Scanner scanner, Tables tables, DumpEvents events) {
        this.scanner = scanner;
        this.tables = tables;
        this.events = events;
        this.rows = new RowWriter(events, tables, scanner);
        this.head = new InsertHead(scanner);
    }

    /** Whether the end of the file came in the middle of a row; asked once. */
    boolean wasInRow() {
        boolean was = inRow;
        inRow = false;
        return was;
    }

    /** The table of the last statement, or null. */
    TableId lastTable() {
        return rows.id();
    }

    RowWriter rows() {
        return rows;
    }

    /** Reads the statement, of which the first word is read. */
    void read(Statement statement) throws IOException {
        RowVerb verb = head.verb(statement);
        TableId id = tables.id(head.path(statement));
        if (id.name().startsWith("sqlite_") && scanner.style().dialect() == Dialect.SQLITE) {
            // SQLite's own bookkeeping.
            statement.passOver();
            return;
        }
        List<String> columns = head.columns(statement);
        Token last = statement.soFar().get(statement.soFar().size() - 1);
        if (last.is("values") || last.is("value")) {
            scanner.window().release();
            rows.begin(id, columns == null || columns.isEmpty() ? implied(id) : columns);
            values(statement, verb);
        } else if (last.is("set") && columns == null) {
            set(statement, id, verb);
        } else if (last.is("default") && statement.next().is("values")) {
            rows.begin(id, null);
            rows.fresh();
            statement.passOver();
            rows.end(true);
        } else {
            statement.passOver();
            statement.leftover(
                    Leftover.What.STATEMENT,
                    id,
                    "it puts in rows that only a server could compute, or is not understood");
        }
    }

    /** Columns that a statement without a list means: null for all. SQLite leaves out those that it computes. */
    private List<String> implied(TableId id) {
        DumpTable table = scanner.style().dialect() == Dialect.SQLITE ? tables.find(id) : null;
        if (table == null || table.columns().stream().allMatch(column -> column.generated() == null)) {
            return null;
        }
        return table.columns().stream()
                .filter(column -> column.generated() == null)
                .map(DumpColumn::name)
                .toList();
    }

    private void values(Statement statement, RowVerb verb) throws IOException {
        boolean another = true;
        while (true) {
            int one = scanner.blanks().skip();
            if (one == 'r' || one == 'R') {
                Token row = scanner.lexer().next();
                one = row.is("row") ? scanner.blanks().skip() : -2;
            }
            if (one == '(') {
                if (!(another ? row() : outside("no comma stands before it"))) {
                    tail(statement, verb, false);
                    return;
                }
                another = scanner.blanks().skip() == ',';
                if (another) {
                    scanner.window().moveTo(scanner.window().place() + 1);
                }
            } else if (one < 0 && one != -2 && another) {
                throw new EndedException(scanner.window().line(), "the statement ends behind a comma");
            } else {
                tail(statement, verb, another && one != -2);
                return;
            }
        }
    }

    /** Reads a row from its parenthesis on; false if the statement ends in the middle of it. */
    private boolean row() throws IOException {
        DumpRow row = rows.fresh();
        inRow = true;
        try {
            boolean known = tuple(row, rows.shape());
            inRow = false;
            rows.end(known);
            return true;
        } catch (HalfRowException half) {
            inRow = false;
            rows.report(Leftover.What.ROW, half.getMessage());
            return false;
        }
    }

    private boolean tuple(DumpRow row, Shape shape) throws IOException {
        ByteWindow window = scanner.window();
        ValueReader values = scanner.values();
        window.moveTo(window.place() + 1);
        boolean known = true;
        if (scanner.blanks().skip() == ')') {
            window.moveTo(window.place() + 1);
            return true;
        }
        while (true) {
            known &= values.read(row, shape);
            int end = scanner.blanks().skip();
            if (end < 0) {
                throw new EndedException(window.line(), "a row begins before and never ends");
            }
            window.moveTo(window.place() + 1);
            if (end == ')') {
                return known;
            }
        }
    }

    /** Reads rows that no statement takes in, from the first one's parenthesis on. */
    void outsideAll(Statement statement) throws IOException {
        scanner.window().release();
        while (scanner.blanks().skip() == '(') {
            if (!outside("it stands outside of a statement, and a server would refuse it")) {
                break;
            }
            if (scanner.blanks().skip() == ',') {
                scanner.window().moveTo(scanner.window().place() + 1);
            }
        }
        statement.passOver();
    }

    private boolean outside(String why) throws IOException {
        DumpRow row = rows.fresh();
        inRow = true;
        boolean whole = true;
        try {
            tuple(row, rows.shape());
        } catch (HalfRowException half) {
            whole = false;
        }
        inRow = false;
        scanner.strings().wasTooLong();
        rows.report(Leftover.What.ROW, why);
        return whole;
    }

    private void tail(Statement statement, RowVerb verb, boolean comma) throws IOException {
        DumpTable table = rows.table();
        int one = scanner.blanks().skip();
        boolean says = scanner.lexer().isNext("on")
                || scanner.lexer().isNext("as")
                || scanner.lexer().isNext("returning");
        if (Character.isLetter(one) && !says && !scanner.lexer().isNext("go")) {
            // Whatever it is, rows in it are not to be lost.
            statement.leftover(
                    Leftover.What.STATEMENT,
                    rows.written() == 0 ? rows.id() : null,
                    "no semicolon stands behind it; it is taken as ended there");
            putIn(table, verb);
            return;
        }
        ByteWindow window = scanner.window();
        window.keep();
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(scanner.lexer().next());
        } while (!tokens.get(tokens.size() - 1).isEnd());
        byte[] text = Arrays.copyOfRange(window.bytes(), window.kept(), window.place());
        window.release();
        Words words = new Words(tokens, text, scanner.style().dialect());
        RowVerb found = Upserts.verb(words, table, verb);
        if (found == null || comma) {
            statement.leftover(
                    Leftover.What.STATEMENT,
                    rows.id(),
                    comma
                            ? "a comma stands behind its last row"
                            : "what it does with rows that are there would have to be computed");
        }
        putIn(table, found == null ? verb : found);
    }

    private void putIn(DumpTable table, RowVerb verb) throws IOException {
        if (table != null) {
            events.putIn(table, rows.written(), verb);
        }
    }

    private void set(Statement statement, TableId id, RowVerb verb) throws IOException {
        int from = statement.soFar().size();
        Words all = statement.whole();
        scanner.window().release();
        all.back(from);
        List<String> columns = new ArrayList<>();
        List<Words> values = new ArrayList<>();
        for (Words part : all.parts()) {
            List<String> path = part.path();
            columns.add(path.get(path.size() - 1));
            part.take('=');
            values.add(part);
        }
        rows.begin(id, columns);
        DumpRow row = rows.fresh();
        boolean known = true;
        for (int i = 0; i < values.size(); i++) {
            String sql = values.get(i).spelled(values.get(i).place(), Integer.MAX_VALUE);
            DumpValue value = i < rows.shape().size() ? Scanner.value(sql, scanner.style(), rows.shape(), i) : null;
            known &= value != null;
            row.add(value == null ? DumpValue.NULL : value);
        }
        rows.end(known);
        events.putIn(rows.table(), rows.written(), verb);
    }
}

package dumps.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.DumpRow;
import dumps.DumpValue;
import java.io.IOException;
import java.util.function.ObjLongConsumer;

/** What reads one file: its words, its blanks, its values. */
record Scanner(
        ByteWindow window,
        Blanks blanks,
        Strings strings,
        Lexer lexer,
        ValueFinish finish,
        ValueReader values,
        Style style) {

    static Scanner of(
            ByteWindow window, Style style, Encoding encoding, ObjLongConsumer<String> comments, int longestValue) {
        Blanks blanks = new Blanks(window, style, comments);
        Strings strings = new Strings(window, longestValue);
        Lexer lexer = new Lexer(window, blanks, strings, style);
        ValueFinish finish = new ValueFinish(style, encoding);
        Expressions expressions = new Expressions(window, lexer, strings, style, finish);
        ValueReader values = new ValueReader(window, blanks, strings, style, finish, expressions);
        return new Scanner(window, blanks, strings, lexer, finish, values, style);
    }

    /** What SQL of a value says in that column; null if it would have to be computed. */
    static DumpValue value(String sql, Style style, Shape shape, int column) throws IOException {
        ByteWindow all = new ByteWindow((sql + ")").getBytes(UTF_8), 1);
        Scanner scanner = of(all, style, new Encoding(null), (comment, line) -> {}, Integer.MAX_VALUE);
        DumpRow row = new DumpRow();
        try {
            boolean known = scanner.values.read(row, shape.of(new int[] {column}));
            return known && scanner.lexer.peek() == ')' && all.place() == all.limit() - 1 ? row.value(0) : null;
        } catch (EndedException e) {
            return null;
        }
    }
}

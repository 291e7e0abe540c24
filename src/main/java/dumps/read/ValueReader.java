package dumps.read;

import dumps.DumpRow;
import dumps.NumberSpelling;
import dumps.ValueKind;
import java.io.IOException;

/** Reads the values of an INSERT, one after the other: the plain ones here, all others as {@link Expressions}. */
final class ValueReader {

    private static final int LONGEST_NUMBER = 4_096;

    private final ByteWindow window;
    private final Blanks blanks;
    private final Strings strings;
    private final Style style;
    private final ValueFinish finish;
    private final Expressions expressions;

    ValueReader(
            ByteWindow window,
            Blanks blanks,
            Strings strings,
            Style style,
            ValueFinish finish,
            Expressions expressions) {
        this.window = window;
        this.blanks = blanks;
        this.strings = strings;
        this.style = style;
        this.finish = finish;
        this.expressions = expressions;
    }

    /**
     * Adds the next value to the row, up to the comma or parenthesis behind it.
     *
     * @return whether it is known; else the place is behind it all the same, and NULL stands for it
     */
    boolean read(DumpRow row, Shape shape) throws IOException {
        int first = blanks.skip();
        int column = row.size();
        if (first == '\'' || first == '"' && !style.quotesNames()) {
            strings.read(style.escapes(), row);
            boolean high = strings.isHigh();
            if (isEnd()) {
                finish.text(row, shape, column, high);
                return true;
            }
            return expressions.goOn(row, ValueKind.TEXT, shape, column);
        }
        if (first >= '0' && first <= '9' || first == '-' || first == '.') {
            return number(row, shape, column);
        }
        if ((first == 'N' || first == 'n') && isNull()) {
            window.moveTo(window.place() + 4);
            row.finish(ValueKind.NULL);
            return true;
        }
        return expressions.read(row, shape, column);
    }

    private boolean isEnd() throws IOException {
        int one = window.peek();
        if (one != ',' && one != ')') {
            one = blanks.skip();
        }
        return one == ',' || one == ')';
    }

    private boolean isNull() throws IOException {
        int after = window.peek(4);
        return (after == ',' || after == ')' || after <= ' ' && after >= 0 && nothingFollows())
                && (window.peek(1) | 0x20) == 'u'
                && (window.peek(2) | 0x20) == 'l'
                && (window.peek(3) | 0x20) == 'l';
    }

    private boolean nothingFollows() throws IOException {
        int at = 4;
        int one = window.peek(at);
        while (one >= 0 && one <= ' ' && at < 64) {
            one = window.peek(++at);
        }
        return one == ',' || one == ')';
    }

    private boolean number(DumpRow row, Shape shape, int column) throws IOException {
        window.peek(64);
        int from = window.place();
        int end = NumberSpelling.end(window.bytes(), from, window.limit());
        if (end == window.limit() && end - from < LONGEST_NUMBER) {
            window.peek(LONGEST_NUMBER);
            from = window.place();
            end = NumberSpelling.end(window.bytes(), from, window.limit());
        }
        if (end > from && end < window.limit()) {
            byte after = window.bytes()[end];
            if (after == ',' || after == ')' || after == ' ' || after == '\n' || after == '\r' || after == '\t') {
                row.put(window.bytes(), from, end - from);
                window.moveTo(end);
                if (isEnd()) {
                    finish.number(row, shape, column);
                    return true;
                }
                return expressions.goOn(row, ValueKind.NUMBER, shape, column);
            }
        }
        return expressions.read(row, shape, column);
    }
}

package dumps.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.Dialect;
import dumps.DumpRow;
import dumps.ValueKind;
import java.io.IOException;

/** Cuts SQL into words. */
final class Lexer {

    private final ByteWindow window;
    private final Blanks blanks;
    private final Strings strings;
    private final Style style;
    private final DumpRow scratch = new DumpRow();

    Lexer(ByteWindow window, Blanks blanks, Strings strings, Style style) {
        this.window = window;
        this.blanks = blanks;
        this.strings = strings;
        this.style = style;
    }

    /** The next byte behind blanks, which stays there; -1 at the end of the file. */
    int peek() throws IOException {
        return blanks.skip();
    }

    /** The next word; {@code END} at the statement's end, the file's end included. */
    Token next() throws IOException {
        int one = blanks.skip();
        if (one < 0) {
            return token(Token.Kind.END, "", '\0', window.place());
        }
        int from = window.place();
        if (atDelimiter()) {
            window.moveTo(window.place() + style.delimiter().length);
            return token(Token.Kind.END, ";", '\0', from);
        }
        int offset = offset();
        switch (one) {
            case '\'', '`' -> {
                return quoted(offset, one == '\'' ? style.escapes() : Strings.Escapes.NONE);
            }
            case '"' -> {
                return quoted(offset, style.quotesNames() ? Strings.Escapes.NONE : style.escapes());
            }
            case '[' -> {
                if (style.dialect() == Dialect.SQLITE
                        || style.dialect() == Dialect.UNKNOWN && Character.isLetter(window.peek(1))) {
                    return quoted(offset, Strings.Escapes.NONE);
                }
            }
            case '$' -> {
                if (!style.isMysql() && isDollarQuote()) {
                    return dollar(offset);
                }
            }
            default -> {}
        }
        if (isWord(one)) {
            return word(offset);
        }
        if (one >= '0' && one <= '9' || one == '.' && isDigit(window.peek(1))) {
            return number(offset);
        }
        window.moveTo(window.place() + 1);
        return new Token(Token.Kind.MARK, String.valueOf((char) one), '\0', offset, offset());
    }

    private int offset() {
        return window.kept() < 0 ? 0 : window.place() - window.kept();
    }

    private Token token(Token.Kind kind, String text, char quote, int from) {
        int start = window.kept() < 0 ? 0 : from - window.kept();
        return new Token(kind, text, quote, start, offset());
    }

    boolean atDelimiter() throws IOException {
        byte[] delimiter = style.delimiter();
        for (int i = 0; i < delimiter.length; i++) {
            if (window.peek(i) != (delimiter[i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(int one) {
        return one >= '0' && one <= '9';
    }

    private static boolean isWord(int one) {
        return one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z' || one == '_' || one == '@' || one >= 0x80;
    }

    private Token quoted(int offset, Strings.Escapes escapes) throws IOException {
        char quote = (char) window.peek();
        scratch.begin();
        strings.read(escapes, scratch);
        return new Token(Token.Kind.QUOTED, said(), quote, offset, offset());
    }

    private String said() {
        scratch.finish(ValueKind.TEXT);
        return Charsets.text(scratch.array(), 0, scratch.to(0));
    }

    /** Whether nothing stands before the place on its line, as far as that can be seen. */
    boolean beginsLine() {
        return window.place() == 0 || isLineEnd(window.bytes()[window.place() - 1]);
    }

    private static boolean isLineEnd(int one) {
        return one == '\n' || one == '\r' || one < 0;
    }

    /** Whether that word, in any case of letters, and then a blank stand at the place. */
    boolean isNext(String word) throws IOException {
        for (int i = 0; i < word.length(); i++) {
            if ((window.peek(i) | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        int after = window.peek(word.length());
        return after <= ' ' || after == '(';
    }

    private Token word(int offset) throws IOException {
        boolean alone = beginsLine();
        scratch.begin();
        for (int one = window.peek(); isWord(one) || isDigit(one) || one == '$'; one = window.peek()) {
            if (style.hasOwnDelimiter() && atDelimiter()) {
                break;
            }
            scratch.put(one);
            window.moveTo(window.place() + 1);
        }
        String text = said();
        if (text.equalsIgnoreCase("go") && alone && isLineEnd(window.peek())) {
            // So the tools of SQL Server end a statement.
            return token(Token.Kind.END, ";", '\0', window.place());
        }
        if (text.equalsIgnoreCase("e") && window.peek() == '\'' && !style.isMysql()) {
            return quoted(offset, Strings.Escapes.POSTGRES);
        }
        return new Token(Token.Kind.WORD, text, '\0', offset, offset());
    }

    /** A number, or a hexadecimal or binary literal. */
    private Token number(int offset) throws IOException {
        scratch.begin();
        int before = 0;
        for (int one = window.peek();
                isDigit(one) || isWord(one) || one == '.' || isSign(one, before);
                one = window.peek()) {
            scratch.put(one);
            before = one;
            window.moveTo(window.place() + 1);
        }
        return new Token(Token.Kind.NUMBER, said(), '\0', offset, offset());
    }

    private boolean isSign(int one, int before) {
        return (one == '-' || one == '+')
                && (before == 'e' || before == 'E')
                && !(scratch.pending() > 1 && scratch.array()[1] == 'x');
    }

    private boolean isDollarQuote() throws IOException {
        int at = 1;
        int one = window.peek(at);
        if (isDigit(one)) {
            return false;
        }
        while (isWord(one) || isDigit(one)) {
            one = window.peek(++at);
        }
        return one == '$';
    }

    private Token dollar(int offset) throws IOException {
        long line = window.line();
        scratch.begin();
        int length = 1;
        while (window.peek(length) != '$') {
            length++;
        }
        byte[] tag = new byte[length + 1];
        for (int i = 0; i <= length; i++) {
            tag[i] = (byte) window.peek(i);
        }
        window.moveTo(window.place() + tag.length);
        while (true) {
            int one = window.peek();
            if (one < 0) {
                throw new EndedException(line, "a text in " + new String(tag, UTF_8) + " begins there and never ends");
            }
            if (one == '$' && isTag(tag)) {
                window.moveTo(window.place() + tag.length);
                return new Token(Token.Kind.QUOTED, said(), '$', offset, offset());
            }
            if (scratch.pending() < 1 << 26) {
                scratch.put(one);
            }
            window.moveTo(window.place() + 1);
        }
    }

    private boolean isTag(byte[] tag) throws IOException {
        for (int i = 0; i < tag.length; i++) {
            if (window.peek(i) != (tag[i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }
}

package dumps.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.DumpRow;
import dumps.NumberSpelling;
import dumps.ValueKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Values that are more than a plain literal: prefixed and cast literals, and the calls that tools write. */
final class Expressions {

    /** Words before a text that say its type and change nothing. */
    private static final Set<String> TYPES =
            Set.of("date", "time", "timestamp", "timestamptz", "datetime", "interval", "n");

    private static final int DEEPEST = 100;

    private final ByteWindow window;
    private final Lexer lexer;
    private final Strings strings;
    private final Style style;
    private final ValueFinish finish;
    private final TypeNames types;
    private final DumpRow scratch = new DumpRow();
    private int depth;

    Expressions(ByteWindow window, Lexer lexer, Strings strings, Style style, ValueFinish finish) {
        this.window = window;
        this.lexer = lexer;
        this.strings = strings;
        this.types = new TypeNames(lexer);
        this.style = style;
        this.finish = finish;
    }

    /** Reads the value that begins here; false if it would have to be computed: then it is passed over, NULL in its place. */
    boolean read(DumpRow row, Shape shape, int column) throws IOException {
        depth = 0;
        Literal first = primary();
        return end(first == null ? null : rest(first), row, shape, column);
    }

    /** The same of one whose first literal was put into the row already. */
    boolean goOn(DumpRow row, ValueKind kind, Shape shape, int column) throws IOException {
        depth = 0;
        int from = row.end();
        byte[] bytes = Arrays.copyOfRange(row.array(), from, from + row.pending());
        row.takeBack();
        return end(rest(new Literal(kind, bytes)), row, shape, column);
    }

    private boolean end(Literal literal, DumpRow row, Shape shape, int column) throws IOException {
        int one = literal == null || depth > 0 ? -2 : lexer.peek();
        if (one == ',' || one == ')') {
            put(literal, row, shape, column);
            return true;
        }
        passOver();
        row.finish(ValueKind.NULL);
        return false;
    }

    private void put(Literal literal, DumpRow row, Shape shape, int column) {
        row.put(literal.bytes(), 0, literal.bytes().length);
        switch (literal.kind()) {
            case TEXT -> finish.text(row, shape, column, isHigh(literal.bytes()));
            case NUMBER -> finish.number(row, shape, column);
            case BYTES -> finish.bytes(row, shape, column);
            case BITS -> finish.bitLiteral(row, shape, column);
            case BOOLEAN -> finish.truth(row);
            default -> row.finish(literal.kind());
        }
    }

    private static boolean isHigh(byte[] bytes) {
        for (byte one : bytes) {
            if (one < 0) {
                return true;
            }
        }
        return false;
    }

    /** Goes on to the comma or parenthesis behind the value. */
    private void passOver() throws IOException {
        while (true) {
            int one = lexer.peek();
            if (one < 0) {
                throw new EndedException(window.line(), "a row begins before and never ends");
            }
            if (lexer.atDelimiter()) {
                throw new HalfRowException();
            }
            if (depth == 0 && (one == ',' || one == ')')) {
                return;
            }
            next();
        }
    }

    /** The next word, which is counted if it opens or closes something; never the statement's end. */
    private Token next() throws IOException {
        if (lexer.peek() >= 0 && lexer.atDelimiter()) {
            return new Token(Token.Kind.END, ";", '\0', 0, 0);
        }
        Token token = lexer.next();
        depth += token.isMark('(') || token.isMark('[') ? 1 : 0;
        depth -= depth > 0 && (token.isMark(')') || token.isMark(']')) ? 1 : 0;
        return token;
    }

    private boolean take(char mark) throws IOException {
        if (lexer.peek() != mark) {
            return false;
        }
        next();
        return true;
    }

    private Literal expression() throws IOException {
        Literal first = depth > DEEPEST ? null : primary();
        return first == null ? null : rest(first);
    }

    /** What may follow a literal: another one, a cast, a collation. */
    private Literal rest(Literal first) throws IOException {
        Literal value = first;
        while (value != null) {
            int one = lexer.peek();
            if (one == ',' || one == ')' || one < 0) {
                return value;
            }
            if (one == ':' && window.peek(1) == ':') {
                next();
                next();
                value = types.cast(value);
            } else if (one == '|' && window.peek(1) == '|' && !style.isMysql()) {
                next();
                next();
                Literal second = primary();
                value = second == null ? null : Functions.concatenated(value, second);
            } else if (one == '+' && value.is(ValueKind.BITS)) {
                next();
                value = next().text().equals("0") ? value : null;
            } else if (one == '\'' && value.is(ValueKind.TEXT)) {
                value = Functions.concatenated(value, primary());
            } else if (one == 'c' || one == 'C') {
                if (!next().is("collate")) {
                    return null;
                }
                next();
            } else {
                return isWordOfAnEnd(one) ? value : null;
            }
        }
        return null;
    }

    /** {@code AS} of a cast, {@code USING} of a conversion: whoever called reads on. */
    private boolean isWordOfAnEnd(int one) {
        return depth > 0 && "aAuU".indexOf(one) >= 0;
    }

    private Literal primary() throws IOException {
        if (take('(')) {
            Literal inner = expression();
            return inner != null && take(')') ? inner : null;
        }
        int one = lexer.peek();
        if (isText(one)) {
            return text();
        }
        if (one == ')' || one == ',' || one == '[' || one == ']') {
            // There is no value; and what counts how deep the place is must see them.
            return null;
        }
        Token token = next();
        return switch (token.kind()) {
            case QUOTED ->
                token.isText() || token.quote() == '"' && !style.isPostgres() ? Literal.text(token.text()) : null;
            case NUMBER -> number(token.text(), "");
            case MARK -> token.isMark('-') || token.isMark('+') ? signed(token.text()) : null;
            case WORD -> word(token.text());
            case END -> null;
        };
    }

    private Literal signed(String sign) throws IOException {
        if (lexer.peek() == ')' || lexer.peek() == ',') {
            return null;
        }
        Token number = next();
        return number.kind() == Token.Kind.NUMBER ? number(number.text(), sign) : null;
    }

    private static Literal number(String text, String sign) {
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return sign.isEmpty() ? Literal.hex(text.substring(2)) : null;
        }
        if (text.startsWith("0b") || text.startsWith("0B")) {
            return sign.isEmpty() ? Literal.bits(text.substring(2)) : null;
        }
        byte[] spelled = (sign + text).getBytes(UTF_8);
        return NumberSpelling.is(spelled, 0, spelled.length) ? new Literal(ValueKind.NUMBER, spelled) : null;
    }

    private Literal word(String word) throws IOException {
        String name = word.toLowerCase(Locale.ROOT);
        int next = lexer.peek();
        if (isText(next)) {
            return prefixed(name);
        }
        if (name.startsWith("_") && name.length() > 1) {
            Literal literal = primary();
            return literal == null ? null : Functions.inCharset(name.substring(1), literal);
        }
        if (next == '(') {
            take('(');
            return call(name);
        }
        return switch (name) {
            case "null" -> Literal.NULL;
            case "true", "false" -> new Literal(ValueKind.BOOLEAN, name.getBytes(UTF_8));
            case "default" -> new Literal(ValueKind.DEFAULT, new byte[0]);
            default -> null;
        };
    }

    private boolean isText(int one) {
        return one == '\'' || one == '"' && !style.quotesNames();
    }

    /** The bytes of a text as they stand, for they may be none. */
    private Literal text() throws IOException {
        scratch.begin();
        strings.read(style.escapes(), scratch);
        return new Literal(ValueKind.TEXT, Arrays.copyOf(scratch.array(), scratch.pending()));
    }

    private Literal prefixed(String name) throws IOException {
        Literal text = text();
        return switch (name) {
            case "x" -> Literal.hex(text.spelling());
            case "b" -> Literal.bits(text.spelling());
            default -> {
                if (name.startsWith("_")) {
                    yield Functions.inCharset(name.substring(1), text);
                }
                yield TYPES.contains(name) ? text : null;
            }
        };
    }

    private Literal call(String name) throws IOException {
        if (name.equals("cast") || name.equals("convert")) {
            return conversion();
        }
        List<Literal> arguments = new ArrayList<>();
        do {
            Literal argument = expression();
            if (argument == null) {
                return null;
            }
            arguments.add(argument);
        } while (take(','));
        return take(')') ? Functions.call(name, arguments) : null;
    }

    /** {@code CAST(x AS type)}, {@code CONVERT(x USING charset)}, {@code CONVERT(x, type)}. */
    private Literal conversion() throws IOException {
        Literal value = expression();
        if (value == null) {
            return null;
        }
        if (lexer.peek() == ')') {
            return null;
        }
        Token how = next();
        Token type = how.is("as") || how.is("using") || how.isMark(',') ? next() : how;
        if (type.kind() != Token.Kind.WORD || type == how || !types.end() || !take(')')) {
            return null;
        }
        return how.is("using") ? Functions.inCharset(type.text(), value) : value.as(type.text());
    }
}

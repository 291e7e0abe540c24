package dumps.read;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/** Reads the types that casts name. */
final class TypeNames {

    /** Words that may follow the first one of a type. */
    private static final Set<String> MORE =
            Set.of("without", "with", "time", "zone", "varying", "precision", "unsigned", "signed", "set", "integer");

    private final Lexer lexer;

    TypeNames(Lexer lexer) {
        this.lexer = lexer;
    }

    /** What the value is as the type that follows; null if that would have to be computed. */
    Literal cast(Literal value) throws IOException {
        if (lexer.peek() < 0 || lexer.atDelimiter()) {
            return null;
        }
        Token type = lexer.next();
        if (type.kind() != Token.Kind.WORD && type.kind() != Token.Kind.QUOTED) {
            return null;
        }
        String name = type.text();
        while (lexer.peek() == '.') {
            lexer.next();
            name = lexer.next().text();
        }
        return end() ? value.as(name) : null;
    }

    /** Reads what may follow the first word of a type; false if that is not understood. */
    boolean end() throws IOException {
        while (true) {
            int one = lexer.peek();
            if (one == '(') {
                for (Token token = lexer.next(); !token.isMark(')'); token = lexer.next()) {
                    if (token.isEnd()) {
                        return false;
                    }
                }
            } else if (one == '[') {
                lexer.next();
                if (!lexer.next().isMark(']')) {
                    return false;
                }
            } else if (Character.isLetter(one)) {
                if (!MORE.contains(lexer.next().text().toLowerCase(Locale.ROOT))) {
                    return false;
                }
            } else {
                return true;
            }
        }
    }
}

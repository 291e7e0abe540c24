package postgres.definition;

import java.util.Optional;
import java.util.function.UnaryOperator;
import postgres.Identifier;
import postgres.TableName;

/**
 * The {@code 'schema.name'::regclass} constants in an expression as the server spells it. Texts that only look like one
 * (inside a longer literal or a quoted name) are left alone.
 */
final class RegclassConstants {

    private static final String CAST = "::regclass";

    private RegclassConstants() {}

    /** The expression with every such constant pointing where {@code renamed} says. */
    static String replace(String expression, UnaryOperator<TableName> renamed) {
        StringBuilder replaced = new StringBuilder();
        int at = 0;
        while (at < expression.length()) {
            char c = expression.charAt(at);
            if (c != '\'' && c != '"') {
                replaced.append(c);
                at++;
                continue;
            }
            int end = endOfQuoted(expression, at);
            String quoted = expression.substring(at, end);
            replaced.append(c == '\'' && expression.startsWith(CAST, end) ? renamed(quoted, renamed) : quoted);
            at = end;
        }
        return replaced.toString();
    }

    private static String renamed(String literal, UnaryOperator<TableName> renamed) {
        String content = literal.substring(1, literal.length() - 1).replace("''", "'");
        Optional<TableName> name = parse(content);
        if (name.isEmpty() || renamed.apply(name.get()).equals(name.get())) {
            return literal;
        }
        return Identifier.literal(renamed.apply(name.get()).quoted());
    }

    /** A qualified name as {@code regclass} prints it. */
    private static Optional<TableName> parse(String text) {
        int dot = text.startsWith("\"") ? endOfQuoted(text, 0) : text.indexOf('.');
        return dot < 1 || dot + 1 >= text.length() || text.charAt(dot) != '.'
                ? Optional.empty()
                : Optional.of(new TableName(unquoted(text.substring(0, dot)), unquoted(text.substring(dot + 1))));
    }

    private static String unquoted(String part) {
        return part.startsWith("\"") && part.length() > 2
                ? part.substring(1, part.length() - 1).replace("\"\"", "\"")
                : part;
    }

    /** Behind the quotation mark that ends what starts at {@code start}; a doubled one does not end it. */
    private static int endOfQuoted(String text, int start) {
        char mark = text.charAt(start);
        int at = start + 1;
        while (at < text.length()) {
            if (text.charAt(at) != mark) {
                at++;
            } else if (at + 1 < text.length() && text.charAt(at + 1) == mark) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        return text.length();
    }
}

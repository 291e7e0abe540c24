package dumps.read;

import java.io.IOException;

/** Passes over what holds statements of its own: functions, triggers, procedures. What they would put in is no row. */
final class Bodies {

    private final Scanner scanner;

    Bodies(Scanner scanner) {
        this.scanner = scanner;
    }

    /** Goes on to the end of the statement; where no delimiter of its own ends it, behind the END of its first BEGIN. */
    void passOver() throws IOException {
        scanner.window().release();
        int depth = 0;
        int parentheses = 0;
        boolean closing = false;
        while (true) {
            Token token = scanner.lexer().next();
            if (token.isEnd()) {
                if (depth == 0 && parentheses == 0
                        || token.text().isEmpty()
                        || scanner.style().hasOwnDelimiter()) {
                    return;
                }
                closing = false;
                continue;
            }
            parentheses += token.isMark('(') ? 1 : token.isMark(')') ? -1 : 0;
            if (closing) {
                closing = false;
                // END IF, END LOOP and the like close what was not counted.
                if (!isOther(token)) {
                    depth--;
                }
                if (token.is("case")) {
                    continue;
                }
            }
            if (token.is("begin") || token.is("case")) {
                depth++;
            } else if (token.is("end") && depth > 0) {
                closing = closes();
                depth -= closing ? 0 : 1;
            }
        }
    }

    /** Whether a word follows END, by which it is told what it closes. */
    private boolean closes() throws IOException {
        int one = scanner.lexer().peek();
        return one >= 0 && !scanner.lexer().atDelimiter() && Character.isLetter(one);
    }

    private static boolean isOther(Token token) {
        return token.is("if") || token.is("loop") || token.is("while") || token.is("repeat");
    }
}

package dumps.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.Dialect;
import java.io.IOException;
import java.util.function.ObjLongConsumer;

/** Passes over what is between words: blanks and comments. What a version comment of MySQL holds is no comment. */
final class Blanks {

    /** MariaDB puts what no server is to execute behind this version. */
    private static final String NEVER = "999999";

    private static final int LONGEST_TOLD = 500;

    private final ByteWindow window;
    private final Style style;
    private final ObjLongConsumer<String> comments;
    private boolean inVersion;

    /** @param comments is told the text of each comment, and its line */
    Blanks(ByteWindow window, Style style, ObjLongConsumer<String> comments) {
        this.window = window;
        this.style = style;
        this.comments = comments;
    }

    /** Goes on to the next byte that says something, and gives it; -1 at the end. */
    int skip() throws IOException {
        return skip(false);
    }

    /** The same where a statement may begin: there every dialect's marks of a comment are one. */
    int skipToStatement() throws IOException {
        return skip(true);
    }

    private int skip(boolean atStatement) throws IOException {
        while (true) {
            int one = window.peek();
            if (one > ' ' && one != '-' && one != '/' && one != '#' && one != '*') {
                return one;
            }
            if (one < 0) {
                return -1;
            }
            if (one <= ' ') {
                window.moveTo(window.place() + 1);
            } else if (!comment(one, atStatement)) {
                return one;
            }
        }
    }

    private boolean comment(int one, boolean atStatement) throws IOException {
        int next = window.peek(1);
        switch (one) {
            case '-' -> {
                if (next != '-' || !atStatement && style.isMysql() && window.peek(2) > ' ') {
                    return false;
                }
                lineComment();
            }
            case '#' -> {
                if (!atStatement && (style.isPostgres() || style.dialect() == Dialect.SQLITE)) {
                    return false;
                }
                lineComment();
            }
            case '*' -> {
                if (next != '/' || !inVersion) {
                    return false;
                }
                inVersion = false;
                window.moveTo(window.place() + 2);
            }
            default -> {
                if (next != '*') {
                    return false;
                }
                blockComment();
            }
        }
        return true;
    }

    private void lineComment() throws IOException {
        long line = window.line();
        byte[] text = new byte[LONGEST_TOLD];
        int length = 0;
        byte end = window.lineEnd();
        for (int one = window.peek(); one >= 0 && one != end; one = window.peek()) {
            if (length < LONGEST_TOLD) {
                text[length++] = (byte) one;
            }
            window.moveTo(window.place() + 1);
        }
        comments.accept(new String(text, 0, length, UTF_8).strip(), line);
    }

    private void blockComment() throws IOException {
        if (window.peek(2) == '!' || window.peek(2) == 'M' && window.peek(3) == '!') {
            if (versionComment()) {
                return;
            }
        }
        long line = window.line();
        byte[] text = new byte[LONGEST_TOLD];
        int length = 0;
        window.moveTo(window.place() + 2);
        for (long depth = 1; depth > 0; ) {
            int one = window.peek();
            if (one < 0) {
                throw new EndedException(line, "a comment begins there and never ends");
            }
            int next = one == '*' || one == '/' ? window.peek(1) : 0;
            int length2 = 1;
            if (one == '*' && next == '/') {
                depth--;
                length2 = 2;
            } else if (one == '/' && next == '*' && style.isPostgres()) {
                depth++;
                length2 = 2;
            } else if (length < LONGEST_TOLD) {
                text[length++] = (byte) one;
            }
            window.moveTo(window.place() + length2);
        }
        for (String told : new String(text, 0, length, UTF_8).lines().toList()) {
            comments.accept(told.strip(), line);
        }
    }

    /** Whether what it holds counts: then only its mark is passed over. */
    private boolean versionComment() throws IOException {
        if (style.isPostgres() || style.dialect() == Dialect.SQLITE) {
            return false;
        }
        int at = window.peek(2) == '!' ? 3 : 4;
        StringBuilder version = new StringBuilder();
        for (int one = window.peek(at); one >= '0' && one <= '9' && version.length() < 6; one = window.peek(++at)) {
            version.append((char) one);
        }
        if (version.toString().equals(NEVER)) {
            return false;
        }
        inVersion = true;
        window.moveTo(window.place() + at);
        return true;
    }

    /** The rest of the line as it stands, for commands that a line ends; the place is behind it then. */
    String restOfLine() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int one = window.peek(); one >= 0 && one != '\n' && one != '\r'; one = window.peek()) {
            if (text.length() < LONGEST_TOLD) {
                text.append((char) one);
            }
            window.moveTo(window.place() + 1);
        }
        return new String(text.toString().getBytes(ISO_8859_1), UTF_8);
    }
}

package dumps.read;

import dumps.DumpEvents;
import dumps.DumpTable;
import dumps.Leftover;
import dumps.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The statement that is read: where it began, its words so far, and what is told of it. */
final class Statement {

    private static final int LONGEST = 200;

    /** Of more words than memory should have, no statement that is understood here consists. */
    private static final int MOST_WORDS = 400_000;

    /** A name stands among so many first words, if one does. */
    private static final int FIRST_WORDS = 8;

    private final Scanner scanner;
    private final DumpEvents events;
    private final List<Token> words = new ArrayList<>();
    private final long line;
    private final long start;
    private final byte[] beginning;

    /** One that begins at the place. */
    Statement(Scanner scanner, DumpEvents events) {
        this.scanner = scanner;
        this.events = events;
        this.line = scanner.window().line();
        this.start = scanner.window().absolute();
        ByteWindow window = scanner.window();
        this.beginning =
                Arrays.copyOfRange(window.bytes(), window.place(), Math.min(window.limit(), window.place() + LONGEST));
        scanner.window().keep();
    }

    long line() {
        return line;
    }

    /** One more word of it. */
    Token next() throws IOException {
        if (words.size() == MOST_WORDS) {
            throw new ByteWindow.TooLongException();
        }
        Token token = scanner.lexer().next();
        words.add(token);
        return token;
    }

    List<Token> soFar() {
        return words;
    }

    /** All of its words, up to its end. */
    Words whole() throws IOException {
        int depth = 0;
        while (words.isEmpty() || !words.get(words.size() - 1).isEnd()) {
            if (depth <= 0 && words.size() > 1 && anotherBegins()) {
                leftover(Leftover.What.STATEMENT, null, "no semicolon stands behind it; it is taken as ended there");
                break;
            }
            Token token = next();
            depth += token.isMark('(') ? 1 : token.isMark(')') ? -1 : 0;
        }
        return soFarAsWords();
    }

    /** Whether a line begins like a statement with rows, or one that defines them. */
    private boolean anotherBegins() throws IOException {
        int one = scanner.lexer().peek();
        return (one == 'i' || one == 'I' || one == 'c' || one == 'C')
                && scanner.lexer().beginsLine()
                && (scanner.lexer().isNext("insert") || scanner.lexer().isNext("create"));
    }

    /** Its words so far. */
    Words soFarAsWords() {
        ByteWindow window = scanner.window();
        byte[] text = Arrays.copyOfRange(window.bytes(), window.kept(), window.place());
        return new Words(List.copyOf(words), text, scanner.style().dialect());
    }

    /** The first table that it names among its first words; null if there is none that is known. */
    TableId names(Tables tables) {
        int last = Math.min(words.size(), FIRST_WORDS);
        Words first =
                new Words(words.subList(0, last), new byte[0], scanner.style().dialect());
        while (!first.atEnd()) {
            if (first.isName()) {
                DumpTable table = tables.find(tables.id(first.path()));
                if (table != null) {
                    return table.id();
                }
            } else {
                first.next();
            }
        }
        return null;
    }

    /** Goes on to its end without holding it. */
    void passOver() throws IOException {
        scanner.window().release();
        if (!words.isEmpty() && words.get(words.size() - 1).isEnd()) {
            return;
        }
        while (!scanner.lexer().next().isEnd()) {
            continue;
        }
    }

    /** How it begins. */
    String text() {
        String text = scanner.window().text(start, LONGEST);
        return text == null ? Charsets.text(beginning, 0, beginning.length) + " …" : text;
    }

    /** It is left over. */
    void leftover(Leftover.What what, TableId table, String why) throws IOException {
        events.leftover(new Leftover(what, line, table, 0, text(), why));
    }
}

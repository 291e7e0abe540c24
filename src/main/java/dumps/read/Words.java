package dumps.read;

import dumps.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of a statement, taken one after the other. */
final class Words {

    private static final Token END = new Token(Token.Kind.END, "", '\0', 0, 0);

    private final List<Token> words;
    private final byte[] text;
    private final Dialect dialect;
    private int at;

    /** @param text of the statement, in which the words have their places */
    Words(List<Token> words, byte[] text, Dialect dialect) {
        this.words = words;
        this.text = text;
        this.dialect = dialect;
    }

    private Words(List<Token> words, Words of) {
        this(words, of.text, of.dialect);
    }

    Dialect dialect() {
        return dialect;
    }

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return at + ahead < words.size() ? words.get(at + ahead) : END;
    }

    Token next() {
        Token token = peek();
        at++;
        return token;
    }

    boolean atEnd() {
        return peek().isEnd();
    }

    /** Whether those words come next; they are taken then. */
    boolean take(String... wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (!peek(i).is(wanted[i])) {
                return false;
            }
        }
        at += wanted.length;
        return true;
    }

    boolean take(char mark) {
        if (!peek().isMark(mark)) {
            return false;
        }
        at++;
        return true;
    }

    /** Whether one of those words comes next. */
    boolean isAny(Set<String> any) {
        return peek().kind() == Token.Kind.WORD && any.contains(peek().text().toUpperCase(Locale.ROOT));
    }

    /** Whether a name comes next. */
    boolean isName() {
        return peek().kind() == Token.Kind.WORD || peek().kind() == Token.Kind.QUOTED && peek().quote() != '$';
    }

    /** The name that comes next, as the server would spell it. */
    String name() {
        return spelled(next());
    }

    private String spelled(Token token) {
        return dialect == Dialect.POSTGRES && token.kind() == Token.Kind.WORD
                ? token.text().toLowerCase(Locale.ROOT)
                : token.text();
    }

    /** The name that comes next, with what stands before it and points between. */
    List<String> path() {
        List<String> parts = new ArrayList<>();
        parts.add(name());
        while (peek().isMark('.')) {
            at++;
            parts.add(name());
        }
        return parts;
    }

    /** What stands in the parentheses that open here; the place is behind them then. */
    Words inside() {
        at++;
        int from = at;
        int depth = 1;
        while (depth > 0 && !atEnd()) {
            Token token = next();
            depth += token.isMark('(') ? 1 : token.isMark(')') ? -1 : 0;
        }
        return new Words(words.subList(from, depth == 0 ? at - 1 : Math.min(at, words.size())), this);
    }

    /** The rest, cut at the commas that stand in no parentheses. */
    List<Words> parts() {
        List<Words> parts = new ArrayList<>();
        int from = at;
        int depth = 0;
        for (; !atEnd(); at++) {
            Token token = peek();
            depth += token.isMark('(') ? 1 : token.isMark(')') ? -1 : 0;
            if (depth == 0 && token.isMark(',')) {
                parts.add(new Words(words.subList(from, at), this));
                from = at + 1;
            }
        }
        if (at > from) {
            parts.add(new Words(words.subList(from, Math.min(at, words.size())), this));
        }
        return parts;
    }

    /** Where the next word is among them. */
    int place() {
        return at;
    }

    void back(int place) {
        at = place;
    }

    /** How the words from one place up to another are spelled. */
    String spelled(int from, int to) {
        int end = Math.min(to, words.size());
        return from >= end
                ? ""
                : Charsets.text(text, words.get(from).from(), words.get(end - 1).to());
    }

    /** How all of them are spelled. */
    String spelled() {
        return spelled(
                0,
                words.size() - (words.isEmpty() || !words.get(words.size() - 1).isEnd() ? 0 : 1));
    }
}

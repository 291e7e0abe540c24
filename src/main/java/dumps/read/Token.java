package dumps.read;

/**
 * A word of a statement.
 *
 * @param text of a word as it stands; of what is quoted what it says; of a mark the mark
 * @param quote what it is quoted with: {@code '}, {@code "}, a backtick, {@code [} or {@code $}; 0 of what is not
 * @param from where it begins, counted from the statement's beginning
 * @param to where it ends
 */
record Token(Kind kind, String text, char quote, int from, int to) {

    /** What it is. */
    enum Kind {
        WORD,
        QUOTED,
        NUMBER,
        MARK,
        END
    }

    /** Whether it is that word, in any case of letters, without quotes. */
    boolean is(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isMark(char mark) {
        return kind == Kind.MARK && text.charAt(0) == mark;
    }

    /** Whether it is a literal text. */
    boolean isText() {
        return kind == Kind.QUOTED && (quote == '\'' || quote == '$');
    }

    boolean isEnd() {
        return kind == Kind.END;
    }
}

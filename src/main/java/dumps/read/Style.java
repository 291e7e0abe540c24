package dumps.read;

import dumps.Dialect;

/** How the file spells things, as far as it is known at the place that is read; statements change it. */
final class Style {

    private final Dialect dialect;
    private boolean backslashes;
    private boolean ansiQuotes;
    private byte[] delimiter = {';'};

    /** @param backslashes whether a backslash in a plain string says something */
    Style(Dialect dialect, boolean backslashes) {
        this.dialect = dialect;
        this.backslashes = backslashes;
    }

    Dialect dialect() {
        return dialect;
    }

    boolean isMysql() {
        return dialect == Dialect.MYSQL;
    }

    boolean isPostgres() {
        return dialect == Dialect.POSTGRES;
    }

    void backslashes(boolean say) {
        backslashes = say;
    }

    /** What a backslash in a plain string says. */
    Strings.Escapes escapes() {
        if (!backslashes) {
            return Strings.Escapes.NONE;
        }
        return isPostgres() ? Strings.Escapes.POSTGRES : Strings.Escapes.MYSQL;
    }

    /** Whether double quotes are those of a name. */
    boolean quotesNames() {
        return ansiQuotes || !isMysql();
    }

    void ansiQuotes(boolean names) {
        ansiQuotes = names;
    }

    byte[] delimiter() {
        return delimiter;
    }

    void delimiter(byte[] other) {
        delimiter = other.clone();
    }

    boolean hasOwnDelimiter() {
        return delimiter.length != 1 || delimiter[0] != ';';
    }
}

package dumps.read;

import dumps.DumpEvents;
import dumps.DumpTable;
import dumps.Leftover;
import dumps.TableId;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the statements of a file one after the other, and has each read by what knows it. */
final class Statements {

    /** What bears neither on rows nor on definitions. */
    private static final Set<String> OF_NO_CONCERN = Set.of(
            "LOCK",
            "UNLOCK",
            "BEGIN",
            "START",
            "COMMIT",
            "END",
            "ANALYZE",
            "VACUUM",
            "PRAGMA",
            "FLUSH",
            "OPTIMIZE",
            "CHECK",
            "REINDEX",
            "SAVEPOINT",
            "RELEASE",
            "SHOW",
            "CHANGE",
            "PURGE",
            "RESET",
            "GO",
            "REFRESH",
            "CLUSTER",
            "EXPLAIN",
            "KILL",
            "CHECKPOINT",
            "LISTEN",
            "NOTIFY",
            "DISCARD",
            "DEALLOCATE",
            "SECURITY",
            "REASSIGN",
            "STOP",
            "REPAIR",
            "DESCRIBE",
            "PRINT");

    private static final Set<String> PASSED = Set.of("SELECT", "GRANT", "REVOKE", "COMMENT");

    private final Scanner scanner;
    private final DumpEvents events;
    private final Tables tables;
    private final Hints hints;
    private final Inserts inserts;
    private final Copies copies;
    private final Creates creates;
    private final Alters alters;
    private final Changes changes;
    private final Commands commands;
    private final Settings settings;
    private final Map<String, Long> skipped;
    private boolean committed;
    private boolean rolledBack;

    Statements(Scanner scanner, DumpEvents events, Tables tables, Hints hints, Settings settings, Creates creates) {
        this.scanner = scanner;
        this.events = events;
        this.tables = tables;
        this.hints = hints;
        this.settings = settings;
        this.creates = creates;
        this.skipped = creates.skipped();
        this.inserts = new Inserts(scanner, tables, events);
        this.copies = new Copies(scanner, tables, events);
        this.alters = new Alters(tables);
        this.changes = new Changes(tables, events, scanner.style());
        this.commands = new Commands(scanner, tables);
    }

    /** Whether the last statement that says anything was a COMMIT. */
    boolean endedWithCommit() {
        return committed;
    }

    boolean rolledBack() {
        return rolledBack;
    }

    Inserts inserts() {
        return inserts;
    }

    /** Reads the next statement; false at the end of the file. */
    boolean next() throws IOException {
        int one = scanner.blanks().skipToStatement();
        if (one < 0) {
            return false;
        }
        if (one == '\\') {
            commands.read();
            return true;
        }
        Statement statement = new Statement(scanner, events);
        try {
            read(statement, one);
        } catch (ByteWindow.TooLongException e) {
            TableId named = statement.names(tables);
            statement.passOver();
            statement.leftover(Leftover.What.STATEMENT, named, "it is longer than can be held: give more memory");
        } finally {
            scanner.window().release();
        }
        return true;
    }

    private void read(Statement statement, int one) throws IOException {
        if (one == '(') {
            inserts.outsideAll(statement);
            return;
        }
        Token first = statement.next();
        if (first.isEnd()) {
            return;
        }
        String word = first.kind() == Token.Kind.WORD ? first.text().toUpperCase(Locale.ROOT) : "";
        committed = word.equals("COMMIT") || committed && word.equals("PRAGMA");
        switch (word) {
            case "INSERT", "REPLACE" -> {
                listIfAfterEnd(statement);
                inserts.read(statement);
                dataOf(inserts.rows().table());
            }
            case "COPY" -> {
                listIfAfterEnd(statement);
                copies.read(statement);
            }
            case "CREATE" -> {
                listIfAfterEnd(statement);
                creates.read(statement);
            }
            case "DELIMITER" -> commands.delimiter();
            case "ALTER" -> {
                listIfAfterEnd(statement);
                alter(statement);
            }
            case "DROP", "TRUNCATE", "RENAME", "DELETE", "UPDATE" -> {
                listIfAfterEnd(statement);
                change(word, statement);
            }
            case "SET" -> settings.set(behindFirst(statement));
            case "USE" -> settings.use(behindFirst(statement));
            case "ROLLBACK" -> rollback(statement);
            default -> other(word, statement);
        }
    }

    /** Rows that somebody put behind the end show nothing of what the tool dumped. */
    private void dataOf(DumpTable table) throws IOException {
        if (table != null && !hints.ended()) {
            events.data(tables.find(table.id()), null);
        }
    }

    private static Words behindFirst(Statement statement) throws IOException {
        Words words = statement.whole();
        words.next();
        return words;
    }

    private void listIfAfterEnd(Statement statement) throws IOException {
        if (hints.ended()) {
            scanner.lexer().peek();
            statement.leftover(
                    Leftover.What.AFTER_END, null, "it stands behind the end of the dump; it is done all the same");
        }
    }

    private void alter(Statement statement) throws IOException {
        Words words = behindFirst(statement);
        words.take("ignore");
        words.take("online");
        if (words.take("table")) {
            alters.read(words, statement);
        } else {
            skip("alter " + words.peek().text().toLowerCase(Locale.ROOT));
        }
    }

    private void change(String word, Statement statement) throws IOException {
        Words words = behindFirst(statement);
        switch (word) {
            case "TRUNCATE" -> changes.truncate(words, statement);
            case "UPDATE" -> changes.update(words, statement);
            case "DELETE" -> changes.delete(words, statement);
            case "RENAME" -> {
                if (words.take("table") || words.take("tables")) {
                    changes.rename(words, statement);
                }
            }
            default -> {
                if (words.take("table") || words.take("temporary", "table")) {
                    changes.drop(words, statement);
                } else if (words.take("database") || words.take("schema")) {
                    words.take("if", "exists");
                    tables.dropAllIn(words.name(), statement.line());
                } else {
                    skip("drop " + words.peek().text().toLowerCase(Locale.ROOT));
                }
            }
        }
    }

    private void skip(String what) {
        skipped.merge(what, 1L, Long::sum);
    }

    private void rollback(Statement statement) throws IOException {
        Words words = behindFirst(statement);
        if (!words.peek().is("to")) {
            rolledBack = true;
            statement.leftover(
                    Leftover.What.STATEMENT,
                    inserts.lastTable(),
                    "it takes back what came before it; the rows are kept all the same");
        }
    }

    private void other(String word, Statement statement) throws IOException {
        if (OF_NO_CONCERN.contains(word) || PASSED.contains(word)) {
            statement.passOver();
            if (PASSED.contains(word)) {
                skip(word.toLowerCase(Locale.ROOT));
            }
            return;
        }
        Token last = statement.soFar().get(0);
        if (word.equals("DO") && statement.next().is("setval")) {
            statement.passOver();
            skip("do setval");
            return;
        }
        String why = "it is not understood";
        TableId table = null;
        if (word.equals("LOAD") || word.equals("MERGE") || word.equals("WITH")) {
            Words words = statement.whole();
            DumpTable found = named(words);
            table = found == null ? null : found.id();
            why = "what it does would have to be computed";
        } else if (!last.isEnd()) {
            statement.passOver();
        }
        statement.leftover(Leftover.What.STATEMENT, table, why);
    }

    /** The first table that is named. */
    private DumpTable named(Words words) {
        while (!words.atEnd()) {
            if (words.take("into")) {
                words.take("table");
                return words.isName() ? tables.find(tables.id(words.path())) : null;
            }
            words.next();
        }
        return null;
    }
}

package dumps.read;

import dumps.RowVerb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads what stands before the rows of an INSERT or REPLACE. */
final class InsertHead {

    private static final Set<String> PRIORITIES = Set.of("low_priority", "delayed", "high_priority");
    private static final Set<String> CONFLICTS = Set.of("abort", "fail", "rollback");

    private final Scanner scanner;

    InsertHead(Scanner scanner) {
        this.scanner = scanner;
    }

    /** Reads from the first word, which is read, up to the first part of the table's name; gives how rows are put in. */
    RowVerb verb(Statement statement) throws IOException {
        RowVerb verb = statement.soFar().get(0).is("replace") ? RowVerb.REPLACE : RowVerb.INSERT;
        Token token = statement.next();
        while (PRIORITIES.contains(lower(token)) || token.is("ignore") || token.is("or")) {
            if (token.is("ignore")) {
                verb = RowVerb.IGNORE;
            } else if (token.is("or")) {
                token = statement.next();
                verb = token.is("replace") ? RowVerb.REPLACE : token.is("ignore") ? RowVerb.IGNORE : verb;
                if (verb == RowVerb.INSERT && !CONFLICTS.contains(lower(token))) {
                    break;
                }
            }
            token = statement.next();
        }
        if (token.is("into")) {
            statement.next();
        }
        return verb;
    }

    /** The name whose first part was read last. */
    List<String> path(Statement statement) throws IOException {
        int from = statement.soFar().size() - 1;
        while (scanner.lexer().peek() == '.') {
            statement.next();
            statement.next();
        }
        Words all = statement.soFarAsWords();
        all.back(from);
        return all.path();
    }

    /** Reads up to what the rows come from; gives the columns that are listed, or null. */
    List<String> columns(Statement statement) throws IOException {
        List<String> columns = null;
        while (true) {
            int one = scanner.lexer().peek();
            Token token = statement.next();
            if (token.isEnd() || token.is("values") || token.is("value") || token.is("set") || token.is("default")) {
                return columns;
            }
            if (token.is("select") || token.is("with") || token.is("table") || token.is("exec")) {
                return columns;
            }
            if (token.is("overriding")) {
                // SYSTEM VALUE or USER VALUE.
                statement.next();
                statement.next();
            } else if (token.is("partition")) {
                while (!statement.next().isMark(')')) {
                    if (statement.soFar().get(statement.soFar().size() - 1).isEnd()) {
                        return columns;
                    }
                }
            } else if (one == '(' && columns == null) {
                columns = listed(statement);
                if (columns == null) {
                    return null;
                }
            }
        }
    }

    private List<String> listed(Statement statement) throws IOException {
        List<String> columns = new ArrayList<>();
        int from = statement.soFar().size();
        while (true) {
            Token token = statement.next();
            if (token.isEnd()
                    || token.is("select")
                            && columns.isEmpty()
                            && statement.soFar().size() == from + 1) {
                return null;
            }
            if (token.isMark(')')) {
                break;
            }
        }
        Words all = statement.soFarAsWords();
        all.back(from);
        while (!all.take(')')) {
            List<String> path = all.path();
            columns.add(path.get(path.size() - 1));
            if (!all.take(',') && !all.peek().isMark(')')) {
                return null;
            }
        }
        return columns;
    }

    private static String lower(Token token) {
        return token.text().toLowerCase(Locale.ROOT);
    }
}

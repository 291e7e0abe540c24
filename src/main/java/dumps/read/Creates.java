package dumps.read;

import dumps.DumpTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads CREATE: tables, indexes and enumerations; all else is passed over and counted. */
final class Creates {

    private static final Set<String> WITH_BODY = Set.of("FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "PACKAGE", "RULE");
    private static final Set<String> KINDS = Set.of(
            "TABLE",
            "INDEX",
            "VIEW",
            "TYPE",
            "DATABASE",
            "SCHEMA",
            "SEQUENCE",
            "EXTENSION",
            "DOMAIN",
            "ROLE",
            "USER",
            "SERVER",
            "AGGREGATE",
            "OPERATOR",
            "CAST",
            "COLLATION",
            "LANGUAGE",
            "POLICY",
            "PUBLICATION",
            "SUBSCRIPTION",
            "STATISTICS",
            "TABLESPACE",
            "CONVERSION",
            "TRANSFORM",
            "ACCESS");

    /** How far in the word stands that says what is made. */
    private static final int FARTHEST = 40;

    private final Tables tables;
    private final Definitions definitions;
    private final Bodies bodies;
    private final Map<String, Long> skipped = new TreeMap<>();
    private final Map<String, List<String>> types = new LinkedHashMap<>();

    Creates(Scanner scanner, Tables tables) {
        this.tables = tables;
        this.definitions = new Definitions(tables);
        this.bodies = new Bodies(scanner);
    }

    /** How many of what was passed over. */
    Map<String, Long> skipped() {
        return skipped;
    }

    /** Enumerations, with their labels. */
    Map<String, List<String>> types() {
        return types;
    }

    /** Reads the statement, of which the first word is read. */
    void read(Statement statement) throws IOException {
        String kind = kind(statement);
        if (WITH_BODY.contains(kind)) {
            bodies.passOver();
            skip(kind);
            return;
        }
        switch (kind) {
            case "TABLE" -> {
                boolean temporary = has(statement, "temporary") || has(statement, "temp") || has(statement, "virtual");
                Words words = behind(statement);
                if (temporary) {
                    skip(has(statement, "virtual") ? "virtual table" : "temporary table");
                } else {
                    definitions.table(words, statement);
                }
            }
            case "INDEX" -> {
                boolean unique = has(statement, "unique");
                definitions.index(behind(statement), unique, statement);
            }
            case "VIEW" -> view(behind(statement), statement);
            case "TYPE" -> type(behind(statement));
            default -> {
                statement.passOver();
                skip(kind);
            }
        }
    }

    private void skip(String kind) {
        skipped.merge(kind.isEmpty() ? "other" : kind.toLowerCase(Locale.ROOT), 1L, Long::sum);
    }

    /** Reads up to the word that says what is made, and gives it. */
    private static String kind(Statement statement) throws IOException {
        for (int i = 0; i < FARTHEST; i++) {
            Token token = statement.next();
            String word = token.kind() == Token.Kind.WORD ? token.text().toUpperCase(Locale.ROOT) : "";
            if (KINDS.contains(word) || WITH_BODY.contains(word)) {
                return word;
            }
            if (token.isEnd()) {
                return "";
            }
        }
        return "";
    }

    private static boolean has(Statement statement, String word) {
        return statement.soFar().stream()
                .limit(FARTHEST)
                .takeWhile(token -> !token.is("table") && !token.is("index"))
                .anyMatch(token -> token.is(word));
    }

    /** The words behind the one that was read last. */
    private static Words behind(Statement statement) throws IOException {
        int at = statement.soFar().size();
        Words words = statement.whole();
        words.back(at);
        return words;
    }

    /** A view takes the place of the empty table that mysqldump makes for it first. */
    private void view(Words words, Statement statement) throws IOException {
        skip("VIEW");
        words.take("if", "not", "exists");
        DumpTable table = words.isName() ? tables.find(tables.id(words.path())) : null;
        if (table != null) {
            tables.drop(table, statement.line());
        }
    }

    private void type(Words words) {
        List<String> path = words.path();
        if (!words.take("as", "enum") || !words.peek().isMark('(')) {
            skip("TYPE");
            return;
        }
        List<String> labels = new ArrayList<>();
        for (Words part : words.inside().parts()) {
            labels.add(part.next().text());
        }
        types.put(String.join(".", path), labels);
    }
}

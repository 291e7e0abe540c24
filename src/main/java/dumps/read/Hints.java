package dumps.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What tools say in comments: who they are, of which database, which table comes, that they came to their end. */
final class Hints {

    private static final Pattern TOOL = Pattern.compile(
            "(?:--|#)?\\s*((?:Caravanserai dump, .*)|(?:MySQL|MariaDB) (?:dump|Administrator dump) .*|PostgreSQL database (?:cluster )?dump|phpMyAdmin SQL Dump|Adminer .+ dump|"
                    + "(?:Sequel (?:Pro|Ace)) SQL dump|HeidiSQL Version:.*|Navicat .*|Dumped by pg_dump version .*|DBeaver.*)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern DATABASE = Pattern.compile(
            "(?:(?:--|#)?\\s*Host:.*?\\s)?(?:(?:--|#)\\s*)?(?:Database|Source Schema|Source Database)\\s*:\\s*[`\"']?([^`\"'\\s]+?)[`\"']?(?:\\s+\\(.*\\))?");
    private static final Pattern END = Pattern.compile(
            "--\\s*(?:Dump completed(?:\\s+on\\s+(.+))?|PostgreSQL database (?:cluster )?dump complete)");
    private static final Pattern ADMINER_END =
            Pattern.compile("--\\s*(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?: UTC)?)");
    private static final Pattern WHEN = Pattern.compile(
            "(?:--|#)?\\s*(?:Completed on|Started on|Generation Time|Erstellungszeit|Date|Date/Time)\\s*:?\\s*(.*\\d.*)");
    private static final Pattern WHERE = Pattern.compile("--\\s*WHERE:\\s*(.+)");
    private static final Pattern ROWS_OF = Pattern.compile(
            "(?:--|#)\\s*(?:Dumping data for table|Data for the table|Dump der Daten für Tabelle|Dumping data for)\\s+(.+?):?(?:: .*)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern DATA_FOR =
            Pattern.compile("--\\s*Data for Name: (.+); Type: TABLE DATA; Schema: ([^;]+);.*");

    private final List<String> evidence = new ArrayList<>();
    private final Listener listener;
    private String tool;
    private String at;
    private boolean ended;
    private boolean complete;
    private boolean adminer;

    /** Is told what bears on tables. */
    interface Listener {

        /** The tables that follow are in that database, where nothing else says it. */
        void database(String name);

        /** The rows of that table follow. */
        void rowsOf(List<String> path);

        /** Only those rows were taken. */
        void filter(String where);
    }

    Hints(Listener listener) {
        this.listener = listener;
    }

    /** A comment stands there. */
    void comment(String text, long line) {
        if (text.length() < 4) {
            return;
        }
        Matcher end = END.matcher(text);
        if (end.matches()) {
            end(text, end.group(1));
        } else if (adminer && ADMINER_END.matcher(text).matches()) {
            end(text, text.substring(2).strip());
        } else {
            opening(text);
        }
        Matcher rows = ROWS_OF.matcher(text);
        Matcher data = DATA_FOR.matcher(text);
        if (data.matches()) {
            listener.rowsOf(List.of(data.group(2).strip(), data.group(1)));
        } else if (rows.matches()) {
            listener.rowsOf(path(rows.group(1)));
        }
        Matcher where = WHERE.matcher(text);
        if (where.matches()) {
            evidence.add(text);
            listener.filter(where.group(1).strip());
        }
    }

    private void end(String text, String when) {
        ended = true;
        complete = true;
        evidence.add(text);
        at = when == null ? at : when.strip();
    }

    private void opening(String text) {
        Matcher its = TOOL.matcher(text);
        if (its.matches()) {
            // What goes on behind an end is one more dump, which has an end of its own.
            complete = complete && !ended;
            ended = false;
            String name = its.group(1).strip();
            boolean more = tool == null || name.toLowerCase(Locale.ROOT).startsWith("dumped by");
            tool = more ? name : tool;
            adminer = name.startsWith("Adminer");
            return;
        }
        Matcher database = DATABASE.matcher(text);
        if (database.matches()) {
            listener.database(database.group(1));
            return;
        }
        Matcher when = WHEN.matcher(text);
        if (when.matches()) {
            at = when.group(1).strip();
        }
    }

    private static List<String> path(String written) {
        List<String> parts = new ArrayList<>();
        Matcher part = Pattern.compile("[`\"]([^`\"]+)[`\"]|([^.`\"\\s]+)").matcher(written);
        while (part.find()) {
            parts.add(part.group(1) == null ? part.group(2) : part.group(1));
        }
        return parts;
    }

    /** A tool's own end was seen, other than in a comment. */
    void completedBy(String evidenceLine) {
        complete = true;
        evidence.add(evidenceLine);
        Matcher when = Pattern.compile(".*?(\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d).*")
                .matcher(evidenceLine);
        at = when.matches() ? when.group(1) : at;
    }

    /** Something says that it is not all. */
    void incompleteBy(String evidenceLine) {
        complete = false;
        evidence.add(evidenceLine);
    }

    /** Whether what comes stands behind the end of a dump. */
    boolean ended() {
        return ended;
    }

    boolean complete() {
        return complete;
    }

    String tool() {
        return tool;
    }

    String completedAt() {
        return at;
    }

    List<String> evidence() {
        return evidence;
    }
}

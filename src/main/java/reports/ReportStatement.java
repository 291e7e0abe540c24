package reports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one statement of a report, ready for the driver.
 *
 * @param sql with a question mark where a value is bound
 * @param bound the parameters whose values are bound, in their order
 */
record ReportStatement(String sql, List<String> bound) {

    private static final Pattern READS = Pattern.compile("(?i)(select|with|values|table)\\b");
    private static final Pattern NAME = Pattern.compile(":([a-zA-Z_]\\w*)");
    private static final Pattern DOLLARS = Pattern.compile("\\$(?:[a-zA-Z_\\x80-\\uffff][\\w\\x80-\\uffff]*)?\\$");

    ReportStatement {
        Objects.requireNonNull(sql, "sql");
        bound = List.copyOf(bound);
    }

    /**
     * The statement of that text.
     *
     * @throws ReportFault if it is not one statement that reads, or names a parameter that is not declared
     */
    static ReportStatement read(String text, List<Parameter> declared) {
        return new Reading(text, declared).statement();
    }

    /** One look over the text, from its first character to its last. */
    private static final class Reading {

        private final String text;
        private final Map<String, ParameterType> types = new java.util.TreeMap<>();
        private final StringBuilder sql = new StringBuilder();
        private final List<String> bound = new ArrayList<>();
        private int at;
        private boolean begun;
        private boolean ended;

        Reading(String text, List<Parameter> declared) {
            this.text = text;
            declared.forEach(parameter -> types.put(parameter.name(), parameter.type()));
        }

        ReportStatement statement() {
            while (at < text.length()) {
                next();
            }
            if (!begun) {
                throw new ReportFault("there is no statement in it");
            }
            return new ReportStatement(sql.toString(), bound);
        }

        private void next() {
            char c = text.charAt(at);
            if (text.startsWith("--", at)) {
                skip(end(text.indexOf('\n', at)));
            } else if (text.startsWith("/*", at)) {
                skip(comment());
            } else if (Character.isWhitespace(c)) {
                copy(at + 1);
            } else {
                code(c);
            }
        }

        private void code(char c) {
            if (ended) {
                throw new ReportFault("a report is one statement, and something stands behind its end");
            }
            if (!begun) {
                requireReading();
            }
            if (c == ';') {
                ended = true;
                at++;
            } else if (c == '\'') {
                copy(quoted('\'', isEscaping()));
            } else if (c == '"') {
                copy(quoted('"', false));
            } else if (c == '$' && !isBehindName() && at(DOLLARS) != null) {
                String tag = at(DOLLARS).group();
                int closing = text.indexOf(tag, at + tag.length());
                copy(closing < 0 ? text.length() : closing + tag.length());
            } else if (text.startsWith("::", at) || text.startsWith(":=", at)) {
                copy(at + 2);
            } else if (c == ':' && at(NAME) != null) {
                bind(at(NAME).group(1));
            } else if (c == '?') {
                // An operator, which the driver takes for a value unless it is doubled.
                sql.append("??");
                at++;
            } else {
                copy(at + 1);
            }
        }

        private void requireReading() {
            begun = true;
            if (at(READS) == null) {
                throw new ReportFault("a report begins with select, with, values or table");
            }
        }

        private void bind(String name) {
            ParameterType type = types.get(name);
            if (type == null) {
                throw new ReportFault("the parameter :" + name
                        + " is not declared; a slice of an array has a blank behind" + " its colon");
            }
            sql.append("cast(? as ").append(type.text()).append(')');
            bound.add(name);
            at += name.length() + 1;
        }

        private Matcher at(Pattern pattern) {
            Matcher matcher = pattern.matcher(text).region(at, text.length());
            return matcher.lookingAt() ? matcher : null;
        }

        /** Where what begins here with that quote ends; a doubled quote is a character of it. */
        private int quoted(char quote, boolean escaping) {
            for (int i = at + 1; i < text.length(); i++) {
                char c = text.charAt(i);
                if (escaping && c == '\\') {
                    i++;
                } else if (c == quote && i + 1 < text.length() && text.charAt(i + 1) == quote) {
                    i++;
                } else if (c == quote) {
                    return i + 1;
                }
            }
            throw new ReportFault("a quote is not closed");
        }

        /** Comments may hold comments. */
        private int comment() {
            int depth = 0;
            for (int i = at; i < text.length() - 1; i++) {
                if (text.startsWith("/*", i)) {
                    depth++;
                    i++;
                } else if (text.startsWith("*/", i)) {
                    depth--;
                    i++;
                    if (depth == 0) {
                        return i + 1;
                    }
                }
            }
            throw new ReportFault("a comment is not closed");
        }

        private boolean isEscaping() {
            return at > 0
                    && Character.toLowerCase(text.charAt(at - 1)) == 'e'
                    && (at < 2 || !isOfName(text.charAt(at - 2)));
        }

        private boolean isBehindName() {
            return at > 0 && isOfName(text.charAt(at - 1));
        }

        private static boolean isOfName(char c) {
            return Character.isLetterOrDigit(c) || c == '_' || c == '$';
        }

        private int end(int found) {
            return found < 0 ? text.length() : found;
        }

        private void copy(int to) {
            sql.append(text, at, to);
            at = to;
        }

        /** A comment is as good as a blank. */
        private void skip(int to) {
            sql.append(' ');
            at = to;
        }
    }
}

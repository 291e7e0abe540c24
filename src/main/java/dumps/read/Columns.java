package dumps.read;

import dumps.DumpColumn;
import dumps.DumpKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads what a statement declares of one column. */
final class Columns {

    private static final Set<String> AFTER_TYPE = Set.of(
            "NOT",
            "NULL",
            "DEFAULT",
            "PRIMARY",
            "UNIQUE",
            "KEY",
            "AUTO_INCREMENT",
            "AUTOINCREMENT",
            "COMMENT",
            "COLLATE",
            "CHARSET",
            "GENERATED",
            "AS",
            "ON",
            "REFERENCES",
            "CHECK",
            "CONSTRAINT",
            "IDENTITY",
            "VIRTUAL",
            "STORED",
            "PERSISTENT",
            "INVISIBLE",
            "VISIBLE",
            "STORAGE",
            "COLUMN_FORMAT",
            "SRID",
            "FIRST",
            "AFTER",
            "DEFERRABLE",
            "INITIALLY",
            "ASCII",
            "UNICODE",
            "COMPRESSION",
            "WITHOUT_SYSTEM_VERSIONING");

    private final Words words;
    private final Tables tables;
    private final List<DumpKey> keys = new ArrayList<>();
    private String name;
    private String type;
    private boolean nullable = true;
    private String defaultText;
    private boolean counts;
    private String generated;
    private String onUpdate;
    private String charset;
    private String collation;
    private String comment;

    private Columns(Words words, Tables tables) {
        this.words = words;
        this.tables = tables;
    }

    /**
     * A column, up to the end of the words.
     *
     * @param keys keys that are declared with it are added to these
     */
    static DumpColumn read(Words words, Tables tables, List<DumpKey> keys) {
        Columns column = new Columns(words, tables);
        column.name = words.name();
        column.type = column.type();
        while (!words.atEnd() && !words.isAny(Set.of("FIRST", "AFTER"))) {
            column.attribute();
        }
        column.counts |= isSerial(column.type);
        keys.addAll(column.keys);
        return new DumpColumn(
                column.name,
                column.type,
                column.nullable,
                column.defaultText,
                column.counts,
                column.generated,
                column.onUpdate,
                column.charset,
                column.collation,
                column.comment);
    }

    private static boolean isSerial(String type) {
        return type != null && type.toLowerCase(Locale.ROOT).matches("(big|small)?serial[248]?");
    }

    /** Whether a sequence gives it; a dump may quote every name. */
    static boolean isNextValue(String defaultText) {
        return defaultText.replace("\"", "").toLowerCase(Locale.ROOT).startsWith("nextval(");
    }

    private String type() {
        int from = words.place();
        while (!words.atEnd()) {
            boolean isType = words.place() == from
                    && !words.isAny(Set.of(
                            "NOT",
                            "NULL",
                            "DEFAULT",
                            "PRIMARY",
                            "UNIQUE",
                            "GENERATED",
                            "REFERENCES",
                            "CHECK",
                            "CONSTRAINT",
                            "COLLATE",
                            "AS"));
            if (!isType
                    && (words.isAny(AFTER_TYPE)
                            || words.peek().is("character") && words.peek(1).is("set"))) {
                break;
            }
            if (words.peek().isMark('(')) {
                words.inside();
            } else {
                words.next();
            }
        }
        String text = words.spelled(from, words.place());
        return text.isEmpty() ? null : text;
    }

    private void attribute() {
        int from = words.place();
        if (words.take("not", "null")) {
            nullable = false;
        } else if (words.take("null")) {
            nullable = true;
        } else if (words.take("default")) {
            defaultText = expression();
            counts |= isNextValue(defaultText);
        } else if (words.take("auto_increment") || words.take("autoincrement")) {
            counts = true;
        } else if (words.take("primary", "key")) {
            words.take("asc");
            words.take("desc");
            key(DumpKey.Kind.PRIMARY, from);
            counts |= tables.numbersKeys(type);
        } else if (words.take("unique", "key") || words.take("unique")) {
            key(DumpKey.Kind.UNIQUE, from);
        } else if (words.take("key")) {
            key(DumpKey.Kind.PRIMARY, from);
        } else if (words.take("comment")) {
            comment = words.next().text();
        } else if (words.take("charset") || words.take("character", "set")) {
            charset = words.next().text();
        } else if (words.take("collate")) {
            int name = words.place();
            words.path();
            collation = words.spelled(name, words.place());
        } else if (words.take("on", "update")) {
            onUpdate = expression();
        } else if (words.peek().is("references")) {
            keys.add(Keys.references(words, tables, List.of(name), null, from));
        } else if (words.take("check")) {
            words.inside();
            keys.add(new DumpKey(
                    DumpKey.Kind.CHECK, null, List.of(name), null, null, null, words.spelled(from, words.place())));
        } else {
            generatedOrOther();
        }
    }

    private void generatedOrOther() {
        words.take("generated", "always");
        words.take("generated", "by", "default");
        if (words.take("as", "identity") || words.take("identity")) {
            counts = true;
            if (words.peek().isMark('(')) {
                words.inside();
            }
        } else if (words.take("as")) {
            int from = words.place();
            if (words.peek().isMark('(')) {
                words.inside();
                generated = words.spelled(from + 1, words.place() - 1);
            }
        } else if (words.peek().isMark('(')) {
            words.inside();
        } else {
            words.next();
        }
    }

    private void key(DumpKey.Kind kind, int from) {
        keys.add(new DumpKey(kind, null, List.of(name), null, null, null, words.spelled(from, words.place())));
    }

    /** An expression, up to the next word that begins something else. */
    private String expression() {
        return expression(words);
    }

    static String expression(Words words) {
        int from = words.place();
        while (!words.atEnd()
                && (words.place() == from
                        || !words.isAny(AFTER_TYPE)
                                && !(words.peek().is("character")
                                        && words.peek(1).is("set")))) {
            if (words.peek().isMark('(')) {
                words.inside();
            } else {
                words.next();
            }
        }
        return words.spelled(from, words.place());
    }
}

package dumps.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.ColumnKind;
import dumps.Dialect;
import dumps.DumpColumn;
import dumps.DumpRow;
import dumps.DumpTable;
import dumps.DumpValue;
import dumps.RowVerb;
import dumps.TableId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How a dialect spells names and values. */
final class SqlSpelling {

    private final Dialect dialect;

    SqlSpelling(Dialect dialect) {
        this.dialect = dialect;
    }

    String name(String name) {
        char quote = dialect == Dialect.MYSQL ? '`' : '"';
        return quote + name.replace(String.valueOf(quote), "" + quote + quote) + quote;
    }

    String path(String dotted) {
        return Arrays.stream(dotted.split("\\.")).map(this::name).collect(Collectors.joining("."));
    }

    String id(TableId id) {
        return Stream.of(id.database(), id.schema(), id.name())
                .filter(part -> part != null)
                .map(this::name)
                .collect(Collectors.joining("."));
    }

    /** The list of columns; none where they are called only by their places. */
    String names(DumpTable table) {
        boolean unnamed = IntStream.range(0, table.columns().size())
                .allMatch(at -> table.columns().get(at).name().equals("column" + (at + 1)));
        return unnamed
                ? ""
                : table.columns().stream()
                        .map(DumpColumn::name)
                        .map(this::name)
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    String into(RowVerb verb) {
        boolean plain = verb == RowVerb.INSERT || dialect == Dialect.POSTGRES;
        if (plain) {
            return "INSERT INTO ";
        }
        String or = dialect == Dialect.MYSQL ? "" : "OR ";
        return verb == RowVerb.REPLACE ? "REPLACE INTO " : "INSERT " + or + "IGNORE INTO ";
    }

    /** What stands behind the row where the verb does not stand before it. */
    String tail(RowVerb verb, DumpTable table) {
        if (dialect != Dialect.POSTGRES) {
            return "";
        }
        String key = table.key().stream().map(this::name).collect(Collectors.joining(", "));
        return verb == RowVerb.IGNORE
                ? " ON CONFLICT DO NOTHING"
                : table.columns().stream()
                        .map(column -> name(column.name()) + " = EXCLUDED." + name(column.name()))
                        .collect(Collectors.joining(", ", " ON CONFLICT (" + key + ") DO UPDATE SET ", ""));
    }

    String text(String text) {
        if (dialect == Dialect.MYSQL) {
            return "'"
                    + text.replace("\\", "\\\\")
                            .replace("'", "\\'")
                            .replace("\0", "\\0")
                            .replace("\n", "\\n")
                            .replace("\r", "\\r")
                    + "'";
        }
        if (dialect == Dialect.SQLITE && text.indexOf('\0') >= 0) {
            return "CAST(X'" + HexFormat.of().formatHex(text.getBytes(UTF_8)) + "' AS TEXT)";
        }
        return "'" + text.replace("'", "''") + "'";
    }

    String row(DumpRow row, ColumnKind[] kinds) {
        return IntStream.range(0, row.size())
                .mapToObj(at -> value(row.value(at), kinds[at]))
                .collect(Collectors.joining(",", "(", ")"));
    }

    private String value(DumpValue value, ColumnKind kind) {
        return switch (value.kind()) {
            case NULL -> "NULL";
            case DEFAULT -> "DEFAULT";
            case NUMBER, BOOLEAN -> value.spelling();
            case BITS -> "b'" + value.spelling() + "'";
            case TEXT -> text(value.spelling());
            case BYTES -> bytes(value, kind);
        };
    }

    private String bytes(DumpValue value, ColumnKind kind) {
        String hex = HexFormat.of().formatHex(value.bytes());
        if (dialect == Dialect.POSTGRES) {
            return "'\\x" + hex + "'" + (kind == ColumnKind.BYTES ? "" : "::bytea");
        }
        return (dialect == Dialect.MYSQL ? "_binary X'" : "X'") + hex + "'";
    }
}

package dumps.load;

import dumps.Dialect;
import dumps.DumpColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's types for those that dumps declare. */
final class TypeMap {

    private static final Pattern TYPE =
            Pattern.compile("\\s*(\"[^\"]+\"|[\\w$]+(?:\\.[\\w$]+)?)\\s*(?:\\((.*?)\\))?\\s*(.*)", Pattern.DOTALL);
    private static final Pattern LABEL = Pattern.compile("'((?:[^']|'')*)'");
    private static final Set<String> GEOMETRY = Set.of(
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geometrycollection",
            "geomcollection");
    private static final int LARGEST_VARCHAR = 10_485_760;

    private final Map<String, List<String>> labels;

    /** @param labels of the types of its own that a dump defines */
    TypeMap(Map<String, List<String>> labels) {
        this.labels = labels;
    }

    /** Whether the type can be told only from what stands in the column. */
    static boolean needsUse(DumpColumn column, Dialect dialect) {
        if (column.type() == null || dialect == Dialect.SQLITE || column.generated() != null) {
            return true;
        }
        String type = column.type().toLowerCase(Locale.ROOT);
        return dialect != Dialect.POSTGRES
                && (type.startsWith("tinyint(1)")
                        || type.matches("time\\b.*")
                        || type.startsWith("bool")
                        || type.startsWith("tinyint (1)"));
    }

    /** What the column becomes; {@code use} where that is needed, else null. */
    PgColumn of(DumpColumn column, Dialect dialect, ColumnUse use) {
        if (column.type() == null || column.type().isBlank()) {
            return byUse(use);
        }
        Matcher parts = TYPE.matcher(column.type());
        if (!parts.matches()) {
            return PgColumn.noted("text", ValueSpelling.TEXT, "the type " + column.type() + " is not known");
        }
        String name = parts.group(1).toLowerCase(Locale.ROOT);
        String inner = parts.group(2) == null ? null : parts.group(2).strip();
        String rest = parts.group(3).toLowerCase(Locale.ROOT);
        return switch (dialect) {
            case POSTGRES -> new PostgresTypes(labels).of(column.type());
            case SQLITE -> sqlite(name, inner, use);
            default -> mysql(name, inner, rest, column, use);
        };
    }

    private static PgColumn byUse(ColumnUse use) {
        if (use == null || !use.isUsed()) {
            return PgColumn.of("text", ValueSpelling.TEXT);
        }
        if (use.isBytes() || use.isTextsAndBytes()) {
            return PgColumn.of("bytea", ValueSpelling.BYTES);
        }
        if (use.isWhole()) {
            return PgColumn.of("bigint", ValueSpelling.NUMBER);
        }
        if (use.isNumbers()) {
            return PgColumn.of(use.hasFloats() ? "double precision" : "numeric", ValueSpelling.NUMBER);
        }
        return PgColumn.of("text", ValueSpelling.TEXT);
    }

    /** SQLite takes anything anywhere: a declared type counts where all values are of it. */
    private static PgColumn sqlite(String name, String inner, ColumnUse use) {
        boolean free = use == null || !use.isUsed();
        String as = name.toUpperCase(Locale.ROOT);
        PgColumn wanted = null;
        if (as.startsWith("BOOL")) {
            wanted = free || use.isTruths() ? PgColumn.of("boolean", ValueSpelling.BOOLEAN) : null;
        } else if (as.equals("DATE")) {
            wanted = free || use.isDays() ? PgColumn.of("date", ValueSpelling.TIME) : null;
        } else if (as.startsWith("DATETIME") || as.startsWith("TIMESTAMP")) {
            wanted = free || use.isMoments() ? PgColumn.of("timestamp", ValueSpelling.TIME) : null;
        } else if (as.contains("INT")) {
            wanted = free || use.isWhole() ? PgColumn.of("bigint", ValueSpelling.NUMBER) : null;
        } else if (as.contains("CHAR") || as.contains("CLOB") || as.contains("TEXT")) {
            return free || !use.isBytes()
                    ? PgColumn.of("text", ValueSpelling.TEXT)
                    : PgColumn.of("bytea", ValueSpelling.BYTES);
        } else if (as.contains("BLOB")) {
            return free || use.isBytes() || use.isTextsAndBytes()
                    ? PgColumn.of("bytea", ValueSpelling.BYTES)
                    : byUse(use);
        } else if (as.contains("REAL") || as.contains("FLOA") || as.contains("DOUB")) {
            wanted = free || use.isNumbers() ? PgColumn.of("double precision", ValueSpelling.NUMBER) : null;
        } else {
            wanted = free || use.isNumbers() ? PgColumn.of("numeric", ValueSpelling.NUMBER) : null;
        }
        if (wanted != null) {
            return wanted;
        }
        PgColumn found = byUse(use);
        return PgColumn.noted(
                found.type(),
                found.values(),
                "values are not all of the declared type " + name + (inner == null ? "" : "(" + inner + ")"));
    }

    private static PgColumn mysql(String name, String inner, String rest, DumpColumn column, ColumnUse use) {
        boolean unsigned = rest.contains("unsigned") || rest.contains("zerofill");
        return switch (name) {
            case "tinyint", "bool", "boolean" -> truth(name, inner, use);
            case "smallint", "int2" -> PgColumn.of(unsigned ? "integer" : "smallint", ValueSpelling.NUMBER);
            case "mediumint", "int3", "middleint" -> PgColumn.of("integer", ValueSpelling.NUMBER);
            case "int", "integer", "int4" -> PgColumn.of(unsigned ? "bigint" : "integer", ValueSpelling.NUMBER);
            case "bigint", "int8" -> PgColumn.of(unsigned ? "numeric(20)" : "bigint", ValueSpelling.NUMBER);
            case "serial" -> PgColumn.of("numeric(20)", ValueSpelling.NUMBER);
            case "year" -> PgColumn.of("smallint", ValueSpelling.NUMBER);
            case "decimal", "numeric", "dec", "fixed", "number" ->
                PgColumn.of("numeric(" + (inner == null ? "10,0" : inner) + ")", ValueSpelling.NUMBER);
            case "float" ->
                PgColumn.of(
                        inner != null && !inner.contains(",") && Integer.parseInt(inner) > 24
                                ? "double precision"
                                : "real",
                        ValueSpelling.NUMBER);
            case "double", "real" -> PgColumn.of("double precision", ValueSpelling.NUMBER);
            case "bit" -> PgColumn.of("bit(" + (inner == null ? "1" : inner) + ")", ValueSpelling.BITS);
            case "date" -> PgColumn.of("date", ValueSpelling.TIME);
            case "datetime", "timestamp" ->
                PgColumn.of("timestamp" + (inner == null ? "" : "(" + inner + ")"), ValueSpelling.TIME);
            case "time" -> time(inner == null ? "" : "(" + inner + ")", use);
            case "char", "nchar", "varchar", "nvarchar", "character" -> text(name, inner, rest);
            case "tinytext", "text", "mediumtext", "longtext", "long" -> PgColumn.of("text", ValueSpelling.TEXT);
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
                PgColumn.of("bytea", ValueSpelling.BYTES);
            case "json" -> PgColumn.of("json", ValueSpelling.TEXT);
            case "uuid" -> PgColumn.of("uuid", ValueSpelling.TEXT);
            case "inet4", "inet6" -> PgColumn.of("inet", ValueSpelling.TEXT);
            case "enum" -> new PgColumn("text", ValueSpelling.TEXT, labels(column.type()), null);
            case "set" -> PgColumn.of("text[]", ValueSpelling.MEMBERS);
            default ->
                GEOMETRY.contains(name)
                        ? PgColumn.noted("bytea", ValueSpelling.BYTES, "geometry is kept as its bytes")
                        : PgColumn.noted("text", ValueSpelling.TEXT, "the type " + column.type() + " is not known");
        };
    }

    private static PgColumn truth(String name, String inner, ColumnUse use) {
        boolean meant = !name.equals("tinyint") || "1".equals(inner);
        if (meant && (use == null || use.isTruths())) {
            return PgColumn.of("boolean", ValueSpelling.BOOLEAN);
        }
        return meant
                ? PgColumn.noted("smallint", ValueSpelling.NUMBER, "other values than 0 and 1 stand in it")
                : PgColumn.of("smallint", ValueSpelling.NUMBER);
    }

    /** MySQL's may be longer than a day, and negative. */
    private static PgColumn time(String digits, ColumnUse use) {
        return use == null || use.isWithinDay()
                ? PgColumn.of("time" + digits, ValueSpelling.TEXT)
                : PgColumn.noted(
                        "interval" + digits, ValueSpelling.TEXT, "times below zero or of a day and more stand in it");
    }

    private static PgColumn text(String name, String inner, String rest) {
        boolean varying = name.contains("var") || rest.startsWith("varying");
        String length = inner == null ? "1" : inner;
        if (varying && Long.parseLong(length) > LARGEST_VARCHAR || length.equals("0")) {
            return PgColumn.of("text", ValueSpelling.TEXT);
        }
        return PgColumn.of((varying ? "varchar(" : "char(") + length + ")", ValueSpelling.TEXT);
    }

    private static List<String> labels(String type) {
        List<String> labels = new ArrayList<>();
        Matcher label = LABEL.matcher(type);
        while (label.find()) {
            labels.add(label.group(1).replace("''", "'"));
        }
        return labels;
    }
}

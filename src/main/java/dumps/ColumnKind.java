package dumps;

import java.util.Locale;
import java.util.Set;

/** What the declared type of a column makes of the values in it, in whatever way a dump spells them. */
public enum ColumnKind {
    /** Whole numbers. */
    INTEGER,
    /** Numbers whose every digit counts, also the zeros at the end. */
    DECIMAL,
    /** Floating point numbers. */
    FLOAT,
    /** PostgreSQL's true and false; MySQL's boolean is a number. */
    BOOLEAN,
    /** Bytes, geometries among them. */
    BYTES,
    /** MySQL's bits, in whatever literal; PostgreSQL's are spelled in zeros and ones anyway. */
    BITS,
    /** Text of any length, enumerations among it. */
    TEXT,
    /** Anything else, such as dates. */
    OTHER,
    /** There is no declared type, or none that binds. */
    NONE;

    private static final Set<String> INTEGERS = Set.of(
            "tinyint",
            "smallint",
            "mediumint",
            "int",
            "integer",
            "bigint",
            "int1",
            "int2",
            "int3",
            "int4",
            "int8",
            "middleint",
            "serial",
            "bigserial",
            "smallserial",
            "serial2",
            "serial4",
            "serial8",
            "year",
            "oid");
    private static final Set<String> DECIMALS = Set.of("decimal", "numeric", "dec", "fixed", "number");
    private static final Set<String> FLOATS = Set.of("float", "double", "real", "float4", "float8");
    private static final Set<String> BYTE_TYPES = Set.of(
            "blob",
            "tinyblob",
            "mediumblob",
            "longblob",
            "binary",
            "varbinary",
            "bytea",
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geometrycollection",
            "geomcollection");
    private static final Set<String> TEXTS = Set.of(
            "char",
            "varchar",
            "tinytext",
            "text",
            "mediumtext",
            "longtext",
            "enum",
            "set",
            "json",
            "jsonb",
            "character",
            "nchar",
            "nvarchar",
            "bpchar",
            "citext",
            "name",
            "xml",
            "clob",
            "national",
            "string");

    /** Of a declared type in that dialect; null is no type. */
    public static ColumnKind of(String type, Dialect dialect) {
        if (type == null || type.isBlank()) {
            return NONE;
        }
        if (dialect == Dialect.SQLITE) {
            return ofSqlite(type.toUpperCase(Locale.ROOT));
        }
        String word = firstWord(type.strip().toLowerCase(Locale.ROOT));
        if (type.endsWith("]") || word.isEmpty()) {
            return OTHER;
        }
        if (dialect == Dialect.POSTGRES) {
            return ofPostgres(word);
        }
        if (word.equals("bit")) {
            return BITS;
        }
        if (word.equals("bool") || word.equals("boolean")) {
            return dialect == Dialect.MYSQL ? INTEGER : BOOLEAN;
        }
        return common(word);
    }

    /** Its rules of affinity: whatever the type, a column may hold texts and bytes, and says so by how they are spelled. */
    private static ColumnKind ofSqlite(String type) {
        if (type.contains("INT")) {
            return INTEGER;
        }
        boolean text = type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT");
        return text || type.contains("BLOB") ? NONE : FLOAT;
    }

    private static ColumnKind ofPostgres(String word) {
        return switch (word) {
            case "bool", "boolean" -> BOOLEAN;
            case "point", "polygon", "geometry", "year", "set", "enum" -> OTHER;
            default -> common(word);
        };
    }

    private static ColumnKind common(String word) {
        if (INTEGERS.contains(word)) {
            return INTEGER;
        }
        if (DECIMALS.contains(word)) {
            return DECIMAL;
        }
        if (FLOATS.contains(word)) {
            return FLOAT;
        }
        if (BYTE_TYPES.contains(word)) {
            return BYTES;
        }
        return TEXTS.contains(word) ? TEXT : OTHER;
    }

    /** The type's own name, without quotes and without the catalog's schema before it. */
    private static String firstWord(String type) {
        String plain = type.replace("\"", "");
        String name = plain.startsWith("pg_catalog.") ? plain.substring("pg_catalog.".length()) : plain;
        int end = 0;
        while (end < name.length() && (Character.isLetterOrDigit(name.charAt(end)) || name.charAt(end) == '_')) {
            end++;
        }
        return name.substring(0, end);
    }

    /** Whether it is of numbers. */
    public boolean isNumeric() {
        return this == INTEGER || this == DECIMAL || this == FLOAT;
    }
}

package dumps.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.Dialect;
import dumps.DumpValue;
import dumps.ValueKind;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** A dump made by lot, and what is in it. */
final class FuzzedDump {

    /** What is likely to be taken for something else. */
    private static final String[] PIECES = {
        "'",
        "\"",
        "\\",
        ";",
        "-- x",
        "/*",
        "*/",
        "#",
        "$$",
        "(",
        ")",
        ",",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\\.",
        "\\N",
        "NULL",
        "ünï",
        "日本",
        "😀",
        "INSERT INTO t0 VALUES (1);",
        "`",
        "''",
        "\\'",
        "DELIMITER ;;",
        "END;",
        "a",
        "b",
        " ",
        "0",
        "%",
        "_",
        "\u0001",
        "/*!40000",
        "\\\\",
        "E'",
        "::",
        "||",
        "]",
        "[",
        "\u007f",
        "é"
    };

    private static final String[][] TYPES = {
        {"int(11)", "decimal(12,3)", "varchar(200)", "blob", "datetime", "bit(5)", "text", "double"},
        {
            "integer",
            "numeric(12,3)",
            "character varying(200)",
            "bytea",
            "timestamp without time zone",
            "bit(5)",
            "text",
            "boolean"
        },
        {"INTEGER", "NUMERIC", "TEXT", "BLOB", "DATETIME", "", "VARCHAR(9)", "REAL"},
    };

    /** A row, and where in the file it ends. */
    record Row(String table, List<DumpValue> values, int end) {}

    /** A table as it is dumped. */
    private record Table(String name, int[] types) {}

    private final Random random;
    private final Dialect dialect;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Row> rows = new ArrayList<>();
    private final String newline;

    FuzzedDump(long seed) {
        random = new Random(seed);
        dialect = Dialect.values()[random.nextInt(3)];
        newline = random.nextInt(4) == 0 ? "\r\n" : "\n";
        write();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    List<Row> rows() {
        return rows;
    }

    Dialect dialect() {
        return dialect;
    }

    private void put(String text) {
        bytes.writeBytes(text.getBytes(UTF_8));
    }

    private void write() {
        switch (dialect) {
            case MYSQL ->
                put("-- MySQL dump 10.13  Distrib 8.0.36" + newline + "/*!40101 SET NAMES utf8mb4 */;" + newline);
            case POSTGRES ->
                put("--" + newline + "-- PostgreSQL database dump" + newline + "--" + newline
                        + "SET client_encoding = 'UTF8';" + newline);
            default -> put("PRAGMA foreign_keys=OFF;" + newline + "BEGIN TRANSACTION;" + newline);
        }
        List<Table> tables = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            tables.add(define("t" + i));
        }
        for (int i = 0; i < random.nextInt(12); i++) {
            noise();
            fill(tables.get(random.nextInt(tables.size())));
        }
        noise();
    }

    private Table define(String name) {
        int[] types = new int[1 + random.nextInt(7)];
        put("CREATE TABLE " + quoted(name) + " (" + newline);
        for (int i = 0; i < types.length; i++) {
            types[i] = random.nextInt(8);
            put("  " + (dialect == Dialect.MYSQL ? "`c" + i + "`" : "c" + i) + " " + TYPES[dialect.ordinal()][types[i]]
                    + (i + 1 < types.length ? "," : "") + newline);
        }
        put(");" + newline);
        return new Table(name, types);
    }

    private String quoted(String name) {
        return dialect == Dialect.MYSQL ? "`" + name + "`" : dialect == Dialect.SQLITE ? name : "public." + name;
    }

    private void noise() {
        switch (random.nextInt(8)) {
            case 0 -> put("-- a comment; with 'quotes\" and (parens" + newline);
            case 1 ->
                put("/* INSERT INTO t0 VALUES (1); " + (dialect == Dialect.POSTGRES ? "/* in */" : "/* in") + " */"
                        + newline);
            case 2 -> {
                if (dialect == Dialect.MYSQL) {
                    put("DELIMITER ;;" + newline
                            + "CREATE TRIGGER x BEFORE INSERT ON t0 FOR EACH ROW BEGIN INSERT INTO t0 VALUES (7); END ;;"
                            + newline + "DELIMITER ;" + newline);
                } else if (dialect == Dialect.POSTGRES) {
                    put("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $_$ INSERT INTO t0 VALUES (7); $_$;"
                            + newline);
                } else {
                    put(
                            "CREATE TRIGGER x AFTER INSERT ON t0 BEGIN INSERT INTO t0 VALUES (7); SELECT CASE WHEN 1 THEN 2 END; END;"
                                    + newline);
                }
            }
            case 3 -> put(newline + newline);
            case 4 ->
                put(
                        dialect == Dialect.MYSQL
                                ? "/*!40000 ALTER TABLE `t0` DISABLE KEYS */;" + newline
                                : "SELECT 1;" + newline);
            default -> put("");
        }
    }

    private void fill(Table table) {
        int count = random.nextInt(6);
        if (dialect == Dialect.POSTGRES && random.nextBoolean()) {
            put("COPY " + quoted(table.name) + " FROM stdin;" + newline);
            for (int i = 0; i < count; i++) {
                copy(table);
            }
            put("\\." + newline);
        } else if (count > 0) {
            insert(table, count);
        }
    }

    private void copy(Table table) {
        List<DumpValue> values = new ArrayList<>();
        for (int i = 0; i < table.types.length; i++) {
            DumpValue value = value(table.types[i]);
            values.add(value);
            put(i == 0 ? "" : "\t");
            put(
                    switch (value.kind()) {
                        case NULL -> "\\N";
                        case BYTES -> "\\\\x" + HexFormat.of().formatHex(value.bytes());
                        case BOOLEAN -> value.spelling().substring(0, 1);
                        default ->
                            value.spelling()
                                    .replace("\\", "\\\\")
                                    .replace("\n", "\\n")
                                    .replace("\r", "\\r")
                                    .replace("\t", "\\t");
                    });
        }
        put(newline);
        rows.add(new Row(table.name, values, bytes.size()));
    }

    private void insert(Table table, int count) {
        boolean listed = random.nextBoolean();
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < table.types.length && listed; i++) {
            columns.append(i == 0 ? " (" : ", ").append(dialect == Dialect.MYSQL ? "`c" + i + "`" : "c" + i);
        }
        put("INSERT INTO " + quoted(table.name) + columns + (listed ? ")" : "") + " VALUES"
                + (random.nextBoolean() ? newline : " "));
        for (int row = 0; row < count; row++) {
            put("(");
            List<DumpValue> values = new ArrayList<>();
            for (int i = 0; i < table.types.length; i++) {
                DumpValue value = value(table.types[i]);
                values.add(value);
                put(i == 0 ? "" : random.nextInt(5) == 0 ? " , " : ",");
                literal(value);
            }
            put(")");
            rows.add(new Row(table.name, values, bytes.size()));
            put(row + 1 < count ? "," + (random.nextBoolean() ? newline : "") : ";" + newline);
        }
    }

    private void literal(DumpValue value) {
        switch (value.kind()) {
            case NULL -> put(random.nextBoolean() ? "NULL" : "null");
            case NUMBER, BOOLEAN ->
                put(
                        dialect == Dialect.MYSQL && random.nextInt(3) == 0
                                ? "'" + value.spelling() + "'"
                                : value.spelling());
            case BITS -> put("b'" + value.spelling() + "'");
            case BYTES -> bytesLiteral(value.bytes());
            default -> text(value.spelling());
        }
    }

    private void bytesLiteral(byte[] its) {
        String hex = HexFormat.of().formatHex(its);
        switch (dialect) {
            case POSTGRES -> put("'\\x" + hex + "'");
            case SQLITE -> put("X'" + hex + "'");
            default -> {
                if (its.length > 0 && random.nextBoolean()) {
                    put("0x" + hex);
                } else {
                    put(random.nextBoolean() ? "_binary '" : "'");
                    bytes.writeBytes(backslashed(new String(its, ISO_8859_1)).getBytes(ISO_8859_1));
                    put("'");
                }
            }
        }
    }

    private void text(String text) {
        if (dialect == Dialect.MYSQL) {
            put("'"
                    + (random.nextBoolean()
                            ? backslashed(text)
                            : text.replace("\\", "\\\\").replace("'", "''")) + "'");
        } else if (dialect == Dialect.SQLITE && text.contains("\n") && !text.contains("\\n")) {
            put("replace('" + text.replace("'", "''").replace("\n", "\\n") + "','\\n',char(10))");
        } else if (dialect == Dialect.POSTGRES && random.nextInt(3) == 0) {
            put("E'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'");
        } else {
            put("'" + text.replace("'", "''") + "'");
        }
    }

    private static String backslashed(String text) {
        return text.replace("\\", "\\\\")
                .replace("'", "\\'")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\0", "\\0")
                .replace("\u001a", "\\Z");
    }

    private DumpValue value(int type) {
        if (random.nextInt(6) == 0) {
            return DumpValue.NULL;
        }
        return switch (type) {
            case 0 -> DumpValue.number(String.valueOf(random.nextInt()));
            case 1 -> DumpValue.number(random.nextInt(1000) + "." + (100 + random.nextInt(900)));
            case 3 -> {
                byte[] its = new byte[random.nextInt(20)];
                random.nextBytes(its);
                yield new DumpValue(ValueKind.BYTES, Base64.getEncoder().encodeToString(its));
            }
            case 4 -> DumpValue.text("2024-0" + (1 + random.nextInt(9)) + "-11 10:11:12");
            case 5 -> bits();
            case 7 ->
                dialect == Dialect.POSTGRES
                        ? new DumpValue(ValueKind.BOOLEAN, String.valueOf(random.nextBoolean()))
                        : DumpValue.number(random.nextInt(100) + ".5");
            default -> DumpValue.text(words());
        };
    }

    private DumpValue bits() {
        String five = Integer.toBinaryString(32 + random.nextInt(32)).substring(1);
        return dialect == Dialect.MYSQL
                ? new DumpValue(ValueKind.BITS, five)
                : dialect == Dialect.POSTGRES ? DumpValue.text(five) : DumpValue.number("7");
    }

    private String words() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < random.nextInt(7); i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}

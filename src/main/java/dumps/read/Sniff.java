package dumps.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dumps.Dialect;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ledger.Problem;
import ledger.ProblemException;

/** Tells by the beginning of a file what it is. */
final class Sniff {

    private static final Map<String, String[]> BINARIES = new LinkedHashMap<>();

    static {
        put(
                "PGDMP",
                "a pg_dump archive (-Fc), which is no plain SQL",
                "make plain SQL of it: pg_restore -f dump.sql FILE");
        put(
                "toc.dat",
                "a pg_dump archive (-Ft), which is no plain SQL",
                "make plain SQL of it: pg_restore -f dump.sql FILE");
        put(
                "SQLite format 3\0",
                "an SQLite database and no dump of one",
                "make a dump of it: sqlite3 FILE .dump > dump.sql");
        put("PK\u0003\u0004", "a .zip inside another file", "unpack it");
        put("\u001F\u008B", "gzip inside another packing", "unpack it once");
        put("(\u00B5/\u00FD", "zstd inside another packing", "unpack it once");
        put("BZh", "packed with bzip2, which is not read", "unpack it: bunzip2 FILE");
        put("\u00FD7zXZ", "packed with xz, which is not read", "unpack it: unxz FILE");
        put("7z\u00BC\u00AF", "a 7-Zip archive, which is not read", "unpack it: 7z x FILE");
        put("Rar!", "a RAR archive, which is not read", "unpack it");
        put("<?xml", "XML and no SQL", "dump the database as SQL: mysqldump without --xml");
        put("%PDF-", "a PDF document and no dump", "leave it out");
        put("\u0089PNG", "a picture and no dump", "leave it out");
        put("\u007FELF", "a program and no dump", "leave it out");
        put(
                "XBSTCK01",
                "an xbstream of XtraBackup, which is no SQL",
                "restore it into a server and dump that: mysqldump --all-databases");
    }

    private static final String BACKSLASHED = "\\\\'[^,)\\s;]";
    private static final Pattern POSTGRES = Pattern.compile(
            "PostgreSQL database|^COPY [^;]+ FROM stdin|pg_catalog|client_encoding|\\bE'|\\b(?:big|small)?serial\\b|::[a-z]|"
                    + "\\bcharacter varying\\b|\\bbytea\\b|^\\\\connect|nextval\\(|\\$\\$|OWNER TO|ALTER TABLE ONLY",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final Pattern MYSQL = Pattern.compile(
            "MySQL dump|MariaDB dump|phpMyAdmin|\\bENGINE\\s*=|AUTO_INCREMENT|^/\\*M?!|^LOCK TABLES|SET NAMES|^INSERT INTO `|"
                    + "CREATE TABLE `|DROP TABLE IF EXISTS `|^USE `|CREATE DATABASE `|^DELIMITER",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    /** What a tool says of itself at the beginning is stronger than all that stands in the rows. */
    private static final Map<Dialect, Pattern> HEADERS = Map.of(
            Dialect.POSTGRES,
            Pattern.compile("^-- (?:PostgreSQL database|Dumped from database version)", Pattern.MULTILINE),
            Dialect.MYSQL,
            Pattern.compile(
                    "^(?:/\\*M?!|(?:--|#) (?:MySQL |MariaDB |phpMyAdmin |HeidiSQL |Sequel |mydumper))",
                    Pattern.MULTILINE),
            Dialect.SQLITE,
            Pattern.compile("^PRAGMA foreign_keys", Pattern.MULTILINE));

    private static final int HEADER = 1_000;

    /** The first line of the SQL that is made of a dump's JSON. */
    private static final Pattern OURS = Pattern.compile("-- Caravanserai dump, (mysql|postgres|sqlite|unknown)\\n");

    private static final Pattern SQLITE = Pattern.compile(
            "PRAGMA foreign_keys|\\bAUTOINCREMENT\\b|sqlite_sequence|\\bunistr\\('|'\\\\n',char\\(10\\)|^BEGIN TRANSACTION;\\s*^CREATE",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private Sniff() {}

    private static void put(String beginning, String what, String hint) {
        BINARIES.put(beginning, new String[] {what, hint});
    }

    /** Refuses what is plainly no SQL, by its name. */
    static void refuseBinary(byte[] head) {
        String text = new String(head, ISO_8859_1);
        BINARIES.forEach((beginning, said) -> {
            if (text.startsWith(beginning)) {
                throw new ProblemException(Problem.refused("the file is " + said[0], said[1]));
            }
        });
        long control = text.chars()
                .filter(one -> one < ' ' && one != '\n' && one != '\r' && one != '\t')
                .count();
        if (control * 20 > text.length()
                && !Pattern.compile("(?i)insert\\s+into|create\\s+table|copy\\s")
                        .matcher(text)
                        .find()) {
            throw new ProblemException(Problem.refused(
                    "the file is no text, and so no SQL dump",
                    "dump the database it is of with its own tool: mysqldump, pg_dump without -F, sqlite3 .dump"));
        }
    }

    /** Whose SQL it is. */
    static Dialect dialect(byte[] head) {
        String text = new String(head, ISO_8859_1);
        String header = text.substring(0, Math.min(text.length(), HEADER));
        Matcher ours = OURS.matcher(header);
        if (ours.lookingAt()) {
            return Dialect.valueOf(ours.group(1).toUpperCase(Locale.ROOT));
        }
        Dialect told = null;
        int first = HEADER;
        for (Map.Entry<Dialect, Pattern> one : HEADERS.entrySet()) {
            Matcher its = one.getValue().matcher(header);
            if (its.find() && its.start() < first) {
                told = one.getKey();
                first = its.start();
            }
        }
        return told == null ? byMarks(text) : told;
    }

    private static Dialect byMarks(String text) {
        long postgres = POSTGRES.matcher(text).results().limit(20).count();
        long mysql = MYSQL.matcher(text).results().limit(20).count();
        long sqlite = SQLITE.matcher(text).results().limit(20).count();
        if (sqlite > 0 && sqlite >= postgres && sqlite >= mysql) {
            return Dialect.SQLITE;
        }
        if (mysql > postgres || mysql > 0 && text.indexOf('`') >= 0) {
            return Dialect.MYSQL;
        }
        if (postgres > 0) {
            return Dialect.POSTGRES;
        }
        return text.indexOf('`') >= 0 ? Dialect.MYSQL : Dialect.UNKNOWN;
    }

    /** Whether a backslash in a plain string says something. */
    static boolean backslashes(byte[] head, Dialect dialect) {
        return switch (dialect) {
            case MYSQL -> true;
            case POSTGRES, SQLITE -> false;
            case UNKNOWN ->
                Pattern.compile(BACKSLASHED)
                        .matcher(new String(head, ISO_8859_1))
                        .find();
        };
    }

    /** Whether its lines end with a lone CR. */
    static boolean endsLinesWithCr(byte[] head) {
        for (int i = 0; i < head.length; i++) {
            if (head[i] == '\n') {
                return false;
            }
            if (head[i] == '\r') {
                return i + 1 < head.length && head[i + 1] != '\n' && new String(head, ISO_8859_1).indexOf('\n') < 0;
            }
        }
        return false;
    }
}

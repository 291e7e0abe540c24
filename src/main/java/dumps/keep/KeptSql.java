package dumps.keep;

import dumps.Dialect;
import dumps.DumpColumn;
import dumps.DumpFile;
import dumps.DumpKey;
import dumps.DumpTable;
import dumps.KeptTable;
import dumps.RowVerb;
import dumps.TableId;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The JSON of a dump as SQL again, in the dialect it came in: reading that gives the same tables and rows. */
public final class KeptSql {

    private final KeptDump dump;
    private final Dialect dialect;
    private final SqlSpelling spelling;
    private final Writer out;
    private String database;

    private KeptSql(KeptDump dump, Writer out) {
        this.dump = dump;
        this.dialect = dump.file().dialect();
        this.spelling = new SqlSpelling(dialect);
        this.out = out;
    }

    /** Writes all of it. */
    public static void write(KeptDump dump, Writer out) throws IOException {
        new KeptSql(dump, out).write();
    }

    private void write() throws IOException {
        DumpFile file = dump.file();
        line("-- Caravanserai dump, " + dialect.text());
        if (dialect == Dialect.MYSQL) {
            line("/*!40101 SET NAMES utf8mb4 */;");
        }
        for (Map.Entry<String, List<String>> type : file.types().entrySet()) {
            String labels = type.getValue().stream().map(spelling::text).collect(Collectors.joining(", "));
            line("CREATE TYPE " + spelling.path(type.getKey()) + " AS ENUM (" + labels + ");");
        }
        for (KeptTable kept : file.tables()) {
            use(kept.table().id().database());
            if (kept.table().defined()) {
                define(kept.table());
            }
            rows(kept);
        }
        if (file.complete()) {
            line("-- Dump completed" + (file.completedAt() == null ? "" : " on " + file.completedAt()));
        }
    }

    /** Names that stand in keys and types are those of the database in which the dump has them. */
    private void use(String other) throws IOException {
        if (other != null && !other.equals(database)) {
            line(
                    dialect == Dialect.POSTGRES
                            ? "\\connect " + spelling.name(other)
                            : "USE " + spelling.name(other) + ";");
            database = other;
        }
    }

    private void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
    }

    private void define(DumpTable table) throws IOException {
        line("CREATE TABLE " + spelling.id(table.id()) + " (");
        String separator = "  ";
        for (DumpColumn column : table.columns()) {
            out.write(separator + column(table, column));
            separator = ",\n  ";
        }
        int statements = 0;
        while (statements < table.keys().size() && !isStatement(table.keys().get(statements))) {
            DumpKey key = table.keys().get(statements++);
            if (!isColumns(key)) {
                out.write(separator + key.text());
                separator = ",\n  ";
            }
        }
        out.write(")");
        if (table.partitionBy() != null) {
            out.write(" PARTITION BY " + table.partitionBy());
        }
        if (table.comment() != null) {
            out.write(" COMMENT=" + spelling.text(table.comment()));
        }
        line(";");
        for (DumpKey key : table.keys().subList(statements, table.keys().size())) {
            line((isStatement(key) ? "" : "ALTER TABLE " + spelling.id(table.id()) + " ADD ") + key.text() + ";");
        }
        if (table.partitionOf() != null) {
            line("ALTER TABLE " + spelling.id(table.partitionOf()) + " ATTACH PARTITION " + spelling.id(table.id())
                    + " DEFAULT;");
        }
    }

    /** What one column says of itself; of a key on one column the rest is the same wherever it stands. */
    private static boolean isColumns(DumpKey key) {
        String text = key.text() == null ? "" : key.text().toLowerCase(Locale.ROOT);
        return key.columns().size() == 1
                && (key.kind() == DumpKey.Kind.CHECK
                        || text.startsWith("references")
                        || text.startsWith("unique") && text.indexOf('(') < 0
                        || text.matches("(primary\\s+)?key(\\s+(asc|desc))?"));
    }

    private static boolean isStatement(DumpKey key) {
        return key.text() != null && key.text().regionMatches(true, 0, "create", 0, 6);
    }

    private String column(DumpTable table, DumpColumn column) {
        StringBuilder text = new StringBuilder(spelling.name(column.name()));
        if (column.type() != null) {
            text.append(' ').append(column.type());
        }
        if (column.charset() != null) {
            text.append(" CHARACTER SET ").append(column.charset());
        }
        if (column.collation() != null) {
            text.append(" COLLATE ").append(column.collation());
        }
        if (column.generated() != null) {
            text.append(" GENERATED ALWAYS AS (").append(column.generated()).append(") STORED");
        }
        text.append(column.nullable() ? "" : " NOT NULL");
        if (column.defaultText() != null) {
            text.append(" DEFAULT ").append(column.defaultText());
        }
        table.keys().stream()
                .filter(key -> isColumns(key) && key.columns().get(0).equals(column.name()))
                .forEach(key -> text.append(' ').append(key.text()));
        if (column.counts()
                && column.defaultText() == null
                && !String.valueOf(column.type()).matches("(?i).*serial.*")) {
            text.append(
                    dialect == Dialect.POSTGRES
                            ? " GENERATED BY DEFAULT AS IDENTITY"
                            : dialect == Dialect.SQLITE ? " AUTOINCREMENT" : " AUTO_INCREMENT");
        }
        if (column.onUpdate() != null) {
            text.append(" ON UPDATE ").append(column.onUpdate());
        }
        if (column.comment() != null) {
            text.append(" COMMENT ").append(spelling.text(column.comment()));
        }
        return text.toString();
    }

    private void rows(KeptTable kept) throws IOException {
        TableId id = kept.table().id();
        boolean dumped = kept.partial() == null || kept.rows() > 0;
        if (dumped) {
            line("-- Dumping data for table " + spelling.id(id));
        }
        String names = kept.table().defined() ? "" : spelling.names(kept.table());
        if (kept.rows() == 0 && dialect == Dialect.POSTGRES && dumped) {
            line("COPY " + spelling.id(id) + names + " FROM stdin;\n\\.");
        }
        dump.rows(kept, row -> {
            String into = spelling.into(row.verb()) + spelling.id(id) + names;
            String tail = row.verb() == RowVerb.INSERT ? "" : spelling.tail(row.verb(), kept.table());
            line(into + " VALUES " + spelling.row(row, DumpJson.kinds(kept.table(), dialect)) + tail + ";");
        });
    }
}

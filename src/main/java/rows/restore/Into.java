package rows.restore;

import ledger.Problem;
import ledger.ProblemException;
import postgres.TableName;
import postgres.WrittenName;
import postgres.definition.Names;

/**
 * Where a restore puts its tables.
 *
 * @param schema the one that is said; null for that of each table
 * @param name of a new table; null unless it is one
 */
public record Into(Kind kind, String schema, String name) {

    private static final String SCHEMA = "schema:";

    /** What was said. */
    public enum Kind {
        /** The tables that the rows were taken from. */
        ORIGINAL,
        /** Beside them, under names that are made of theirs. */
        BESIDE,
        /** A schema, under their own names. */
        SCHEMA,
        /** A table of that name. */
        TABLE
    }

    /**
     * Reads {@code original}, {@code beside}, {@code schema:<name>}, or the name of a new table.
     *
     * @throws ProblemException if no table can be there
     */
    public static Into read(String text) {
        if (text.equals(RestoreOptions.ORIGINAL)) {
            return new Into(Kind.ORIGINAL, null, null);
        }
        if (text.equals(RestoreOptions.BESIDE)) {
            return new Into(Kind.BESIDE, null, null);
        }
        if (text.startsWith(SCHEMA)) {
            WrittenName schema = WrittenName.of(text.substring(SCHEMA.length()));
            return new Into(Kind.SCHEMA, usable(schema.schema() == null ? schema.name() : null, text), null);
        }
        WrittenName table = WrittenName.of(text);
        return new Into(
                Kind.TABLE, table.schema() == null ? null : usable(table.schema(), text), usable(table.name(), text));
    }

    /** The schema of that name, as a text that {@link #read} reads. */
    public static String ofSchema(String name) {
        return SCHEMA + new WrittenName(name, null, name, false).spelled();
    }

    private static String usable(String name, String text) {
        if (name == null || name.isBlank() || !Names.isOne(name)) {
            throw new ProblemException(Problem.malformed(
                    "into is no name that a table can have: " + text,
                    "original, beside, schema:<name>, table or schema.table, each name of at most 63 bytes and in quotes"
                            + " if it has a point in it, as in \"a.b\".\"c\""));
        }
        return name;
    }

    public boolean isOriginal() {
        return kind == Kind.ORIGINAL;
    }

    /** The name that a copy of a table gets, if it is free. */
    TableName first(TableName of) {
        return switch (kind) {
            case ORIGINAL -> of;
            case BESIDE -> next(of, 2);
            case SCHEMA -> new TableName(schema, of.name());
            case TABLE -> new TableName(schema == null ? of.schema() : schema, name);
        };
    }

    /** The next that it may get; the number counts from 2. */
    TableName next(TableName of, int number) {
        return new TableName(schema == null ? of.schema() : schema, Names.fitting(of.name() + number));
    }
}

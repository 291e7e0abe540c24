package ingest;

import java.util.List;
import java.util.Set;
import postgres.Column;

/** What a field is that has nothing in it and is not null by itself. */
final class Gaps {

    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "name", "citext", "bytea", "char");

    private Gaps() {}

    /**
     * For each column whether it is null there: as said; else, where every field is quoted, in columns that take no text
     * or must be filled; else where other nulls were said and no text can be.
     *
     * @param unlessText whether it is in every column that a text without characters is no value of
     */
    static boolean[] areNull(List<Column> columns, CsvOptions options, Structure structure, boolean unlessText) {
        boolean[] areNull = new boolean[columns.size()];
        for (int i = 0; i < areNull.length; i++) {
            areNull[i] = options.empty() == null
                    ? isNull(columns.get(i), options, structure, unlessText)
                    : options.empty() == CsvOptions.Empty.NULL;
        }
        return areNull;
    }

    /** For each column whether it takes any text. */
    static boolean[] takeText(List<Column> columns) {
        boolean[] take = new boolean[columns.size()];
        for (int i = 0; i < take.length; i++) {
            take[i] = TEXTS.contains(columns.get(i).baseType());
        }
        return take;
    }

    private static boolean isNull(Column column, CsvOptions options, Structure structure, boolean unlessText) {
        boolean text = TEXTS.contains(column.baseType());
        if (structure.allQuoted()) {
            return !text || column.required();
        }
        return !text
                && (unlessText || options.nulls() != null || !structure.nulls().contains(""));
    }
}

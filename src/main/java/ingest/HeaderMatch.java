package ingest;

import ingest.FieldMapping.Field;
import ingest.FieldMapping.How;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.ProblemException;
import postgres.Column;
import postgres.Table;

/**
 * Decides by its first record which fields of a file go into which columns. A header is seen or asked about: fields go by
 * position only where the first record is a row beyond doubt, or where that was said.
 */
final class HeaderMatch {

    private static final int MOST_NAMED = 5;

    private final Table table;
    private final ColumnNames names;
    private final CsvOptions.Header header;
    private final ColumnOptions options;

    HeaderMatch(Table table, CsvOptions said) {
        this.table = table;
        this.names = new ColumnNames(table);
        this.header = said.header();
        this.options = said.columns();
    }

    /** How many fields of a record name a column, or are named by {@code map=}. */
    int named(String[] record) {
        return (int) Arrays.stream(record)
                .filter(field -> byName(field).how() != How.IGNORED)
                .count();
    }

    /**
     * What the first record says.
     *
     * @throws ProblemException if that is not beyond doubt, or contradicts what was said
     */
    FieldMapping of(String[] first) {
        if (!options.order().isEmpty()) {
            return told(first);
        }
        return switch (header) {
            case ABSENT -> byPosition(first.length);
            case PRESENT -> {
                List<Field> fields = fields(first);
                if (!whole(fields)) {
                    throw refused("the header names " + unknown(fields, ", which"), fields, "");
                }
                yield headed(fields);
            }
            case AUTO -> found(first);
        };
    }

    /** What holds where there is no first record that can be read. */
    FieldMapping without(int fields) {
        return options.order().isEmpty() ? byPosition(fields) : new FieldMapping(false, inOrder(null));
    }

    private FieldMapping found(String[] first) {
        List<Field> fields = fields(first);
        if (whole(fields)) {
            return headed(fields);
        }
        if (named(fields) || !options.renamed().isEmpty()) {
            throw refused(
                    "the first record looks like a header, but " + unknown(fields, ""),
                    fields,
                    ", skip= if the header comes later, or header=absent if it is a row");
        }
        unfit(first).ifPresent(why -> {
            throw refused(
                    "the first record names no column of " + table.name().display() + " and is no row of it: " + why,
                    fields,
                    ", skip= if the header comes later, or header=absent if it is a row");
        });
        return byPosition(first.length);
    }

    /** Why a record cannot be a row, if it cannot. */
    private Optional<String> unfit(String[] record) {
        List<Column> columns = inTableOrder(record.length);
        if (record.length != columns.size()) {
            return Optional.of("it has " + record.length + (record.length == 1 ? " field" : " fields") + " for "
                    + columns.size() + (columns.size() == 1 ? " column" : " columns"));
        }
        return unfit(record, columns);
    }

    private static Optional<String> unfit(String[] record, List<Column> columns) {
        for (int i = 0; i < record.length; i++) {
            Column column = columns.get(i);
            if (column != null && !ValueLook.may(record[i], column)) {
                return Optional.of(ColumnNames.shown(record[i]) + " is no value for " + column.name() + " ("
                        + column.type() + ")");
            }
        }
        return Optional.empty();
    }

    /** Without a header a file has the table's columns in their order, with or without those the server computes. */
    private FieldMapping byPosition(int fields) {
        return new FieldMapping(
                false,
                inTableOrder(fields).stream()
                        .map(column -> new Field(null, column, How.POSITION))
                        .toList());
    }

    private List<Column> inTableOrder(int fields) {
        return fields == table.columns().size() ? table.columns() : table.writable();
    }

    /** {@code columns=} says what the fields are; the first record only whether it is a row. */
    private FieldMapping told(String[] first) {
        List<Field> fields = inOrder(first);
        List<Column> columns = new ArrayList<>();
        fields.forEach(field -> columns.add(field.column()));
        boolean headed = header == CsvOptions.Header.PRESENT;
        if (header == CsvOptions.Header.AUTO) {
            headed = named(first) > 0;
            Optional<String> why = headed || first.length != columns.size() ? Optional.empty() : unfit(first, columns);
            if (why.isPresent()) {
                throw CsvFile.refused(
                        "the first record is no row of the columns that were said: " + why.get(),
                        "say header=present if it is a header, header=absent if it is a row, or mend columns=");
            }
        }
        if (headed && first.length != fields.size()) {
            throw CsvFile.refused(
                    "columns= names " + fields.size() + " fields, the header has " + first.length,
                    "name every field in its order, - for one that is left out");
        }
        return new FieldMapping(headed, headed ? fields : inOrder(null));
    }

    private List<Field> inOrder(String[] header) {
        List<Field> fields = new ArrayList<>();
        for (String name : options.order()) {
            Column column = target(name, "columns= names ");
            String field = header != null && fields.size() < header.length ? header[fields.size()] : null;
            fields.add(new Field(field, column, How.TOLD));
        }
        once(fields, "columns= names");
        return fields;
    }

    private Column target(String name, String where) {
        Optional<Column> column = names.find(name);
        if (column.isEmpty() && !name.equals(ColumnOptions.LEFT_OUT)) {
            throw CsvFile.refused(
                    where + ColumnNames.shown(name) + ", which is no column of "
                            + table.name().display(),
                    near(List.of(name)) + "the columns are " + names.listed());
        }
        return column.orElse(null);
    }

    private List<Field> fields(String[] header) {
        for (String from : options.renamed().keySet()) {
            long times = Arrays.stream(header)
                    .filter(name -> mappedBy(name).filter(from::equals).isPresent())
                    .count();
            if (times != 1) {
                throw CsvFile.refused(
                        "map names " + ColumnNames.shown(from) + ", which "
                                + (times == 0 ? "is no field of the first record" : "is the name of several fields"),
                        "its fields are "
                                + Arrays.stream(header)
                                        .limit(100)
                                        .map(ColumnNames::shown)
                                        .collect(Collectors.joining(", "))
                                + "; the columns are " + names.listed());
            }
        }
        return Arrays.stream(header).map(this::byName).toList();
    }

    private Optional<String> mappedBy(String name) {
        if (name == null || options.renamed().isEmpty()) {
            return Optional.empty();
        }
        return options.renamed().containsKey(name)
                ? Optional.of(name)
                : options.renamed().keySet().stream()
                        .filter(from -> ColumnNames.alike(from, name))
                        .findFirst();
    }

    private Field byName(String name) {
        Optional<String> mapped = mappedBy(name);
        if (mapped.isPresent()) {
            return new Field(name, target(options.renamed().get(mapped.get()), "map names column "), How.MAPPED);
        }
        return names.find(name)
                .map(column -> new Field(name, column, column.name().equals(name) ? How.EXACT : How.LOOSE))
                .orElseGet(() -> new Field(name, null, How.IGNORED));
    }

    private static boolean named(List<Field> fields) {
        return fields.stream().anyMatch(field -> field.how() != How.IGNORED);
    }

    private boolean whole(List<Field> fields) {
        return options.ignoreUnknown() ? named(fields) : fields.stream().noneMatch(field -> field.how() == How.IGNORED);
    }

    private FieldMapping headed(List<Field> fields) {
        once(fields, "the header names");
        if (fields.stream().noneMatch(Field::written)) {
            throw CsvFile.refused("the header names only columns that the server computes", "name one to load");
        }
        return new FieldMapping(true, fields);
    }

    private static void once(List<Field> fields, String who) {
        Set<String> taken = new HashSet<>();
        for (Field field : fields) {
            if (field.column() != null && !taken.add(field.column().name())) {
                throw CsvFile.refused(
                        who + " column " + field.column().name() + " twice",
                        "name every column once; columns= and map= leave a field out with -");
            }
        }
    }

    private String unknown(List<Field> fields, String link) {
        List<String> unknown = unknownNames(fields);
        String shown =
                unknown.stream().limit(MOST_NAMED).map(ColumnNames::shown).collect(Collectors.joining(", "));
        int more = unknown.size() - MOST_NAMED;
        return shown
                + (more > 0 ? " and " + more + " more" : "")
                + link
                + (unknown.size() == 1 ? " is no column of " : " are no columns of ")
                + table.name().display();
    }

    private static List<String> unknownNames(List<Field> fields) {
        return fields.stream()
                .filter(field -> field.how() == How.IGNORED)
                .map(field -> field.name() == null ? "" : field.name())
                .toList();
    }

    private ProblemException refused(String what, List<Field> fields, String furtherWays) {
        List<String> matched = fields.stream()
                .filter(field -> field.how() == How.LOOSE)
                .limit(MOST_NAMED)
                .map(field -> ColumnNames.shown(field.name()) + " is taken for "
                        + field.column().name())
                .toList();
        List<String> unknown = unknownNames(fields);
        String example = unknown.stream()
                .limit(MOST_NAMED)
                .filter(name -> names.nearest(name).isPresent())
                .findFirst()
                .map(name ->
                        "map=" + name + ":" + names.nearest(name).orElseThrow().name())
                .orElse("map=");
        return CsvFile.refused(
                what + (matched.isEmpty() ? "" : "; " + String.join(", ", matched)),
                near(unknown) + "the columns are " + names.listed() + "; say " + example
                        + ", unknown-columns=ignore, columns=" + furtherWays);
    }

    /** The nearest columns of some names, as far as there are any. */
    private String near(List<String> unknown) {
        List<String> near = new ArrayList<>();
        for (String name : unknown.subList(0, Math.min(unknown.size(), MOST_NAMED))) {
            names.nearest(name)
                    .ifPresent(column -> near.add(ColumnNames.shown(name) + " is nearest to " + column.name()));
        }
        return near.isEmpty() ? "" : String.join(", ", near) + "; ";
    }
}

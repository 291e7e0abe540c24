package ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the fields of a file are called for which a table is made.
 *
 * @param headed whether the first record is a header
 * @param header what it says, null for nothing
 * @param wanted what the columns should be called, empty for a field that is left out
 */
record FieldNames(boolean headed, List<String> header, List<Optional<String>> wanted) {

    /**
     * The names that were told, else those of the header.
     *
     * @param table its name, for messages
     * @param first the first record
     * @param row whether that is a row beyond doubt
     * @throws ledger.ProblemException if nothing names the columns
     */
    static FieldNames of(String table, String[] first, boolean row, CsvOptions options) {
        List<String> record = Arrays.asList(first);
        List<String> order = options.columns().order();
        if (!order.isEmpty()) {
            boolean headed = toldHeaded(table, record, order, options.header());
            return new FieldNames(
                    headed,
                    headed ? record : order.stream().map(name -> (String) null).toList(),
                    order.stream().map(FieldNames::unlessLeftOut).toList());
        }
        boolean found = row && options.header() == CsvOptions.Header.AUTO;
        if (options.header() == CsvOptions.Header.ABSENT
                || found && options.columns().renamed().isEmpty()) {
            return new FieldNames(
                    false,
                    record.stream().map(field -> (String) null).toList(),
                    record.stream().map(field -> Optional.of("")).toList());
        }
        if (options.header() == CsvOptions.Header.AUTO && !HeaderLook.namesColumns(record)) {
            throw CsvFile.refused(
                    "cannot make table " + table + ": the first record does not name its columns",
                    "say header=present if it does; else " + TableInference.WAYS_ON);
        }
        return new FieldNames(
                true,
                record,
                record.stream().map(name -> renamed(name, options)).toList());
    }

    private static boolean toldHeaded(String table, List<String> record, List<String> order, CsvOptions.Header said) {
        if (record.size() != order.size() && said != CsvOptions.Header.ABSENT) {
            throw CsvFile.refused(
                    "columns= names " + order.size() + " fields, the first record has " + record.size(),
                    "name every field in its order, - for one that is left out");
        }
        if (said != CsvOptions.Header.AUTO) {
            return said == CsvOptions.Header.PRESENT;
        }
        boolean same = IntStream.range(0, order.size())
                .anyMatch(i -> record.get(i) != null && ColumnNames.alike(record.get(i), order.get(i)));
        if (!same && HeaderLook.namesColumns(record)) {
            throw CsvFile.refused(
                    "cannot make table " + table + ": the first record may be a header or a row",
                    "say header=present or header=absent");
        }
        return same;
    }

    private static Optional<String> unlessLeftOut(String name) {
        return Optional.of(name).filter(told -> !told.equals(ColumnOptions.LEFT_OUT));
    }

    private static Optional<String> renamed(String name, CsvOptions options) {
        return options.columns().renamed().entrySet().stream()
                .filter(pair -> name != null && ColumnNames.alike(pair.getKey(), name))
                .map(Map.Entry::getValue)
                .findFirst()
                .map(FieldNames::unlessLeftOut)
                .orElse(Optional.of(name == null ? "" : name));
    }

    /** The columns that can be made for them, of the types that are evident. */
    List<Optional<MadeColumn>> columns(List<TypeEvidence> evidence) {
        Iterator<String> names = MadeNames.usable(
                        wanted.stream().flatMap(Optional::stream).toList())
                .iterator();
        List<Optional<MadeColumn>> columns = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            int field = i;
            columns.add(wanted.get(i)
                    .map(name ->
                            new MadeColumn(names.next(), evidence.get(field).type(), header.get(field))));
        }
        return columns;
    }
}

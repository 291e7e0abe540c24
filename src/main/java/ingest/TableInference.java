package ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The columns of a table that a file would fit into: names by its header, types by all of its values. */
final class TableInference {

    static final String WAYS_ON =
            "give the file a header that names every column, say columns=, or create the table first";

    private final IngestSettings settings;

    TableInference(IngestSettings settings) {
        this.settings = settings;
    }

    /**
     * Reads the file once, from its beginning to its end.
     *
     * @param table its name, for messages
     * @param spelling how values were told to be written
     * @throws ledger.ProblemException if nothing names its columns
     */
    InferredTable infer(String table, Path path, CsvOptions options, ToldSpelling spelling) throws IOException {
        CsvFile file = CsvFile.open(path, options.encoding(), settings);
        try {
            Sniffer sniffer = new Sniffer(file, options, settings.maxRecordBytes());
            Structure structure = sniffer.structure(null);
            Optional<String[]> first = sniffer.first(structure);
            if (first.isEmpty()) {
                throw CsvFile.refused("cannot make table " + table + ": the file has no header", WAYS_ON);
            }
            Shape shape = Shape.of(file, structure, settings.maxRecordBytes());
            boolean row = FirstRecord.isRow(shape.seen());
            if (options.header() == CsvOptions.Header.AUTO
                    && options.columns().order().isEmpty()
                    && !row
                    && structure.names().isEmpty()) {
                refuseDoubt(table, shape);
            }
            FieldNames names = FieldNames.of(table, header(first.get(), structure, shape, options), row, options);
            return inferred(
                    names, RecordReader.open(file, structure, names.headed(), settings), structure, options, spelling);
        } finally {
            file.close();
        }
    }

    private static void refuseDoubt(String table, Shape shape) {
        String doubt = MadeHeader.doubt(shape);
        if (doubt == null) {
            doubt = MadeHeader.another(shape)
                    .map(record -> "line " + record.line() + " stands over figures as a header does, and line "
                            + shape.seen().get(0).line() + " does too")
                    .orElse(null);
        }
        if (doubt != null) {
            throw CsvFile.refused(
                    "cannot make table " + table + ": " + doubt,
                    "say header=present if the first record names the columns, or skip= if the header comes later; else "
                            + WAYS_ON);
        }
    }

    private static String[] header(String[] first, Structure structure, Shape shape, CsvOptions options) {
        if (!structure.names().isEmpty()) {
            return structure.names().toArray(String[]::new);
        }
        ShortHeader unnamed = options.header() == CsvOptions.Header.ABSENT
                ? null
                : ShortHeader.of(shape.seen().get(0), shape);
        return unnamed == null ? first : unnamed.filled(first);
    }

    private static InferredTable inferred(
            FieldNames names, RecordReader records, Structure structure, CsvOptions options, ToldSpelling spelling)
            throws IOException {
        int width = names.wanted().size();
        List<TypeEvidence> evidence =
                names.wanted().stream().map(name -> new TypeEvidence(spelling)).toList();
        boolean gapIsText = options.empty() == CsvOptions.Empty.TEXT;
        boolean gaps = false;
        boolean settled = false;
        while (!settled && records.next()) {
            // A record of another width is a letter, whatever its values are.
            settled = records.fields() == width;
            for (int i = 0; i < width && records.fields() == width; i++) {
                String value = records.field(i);
                boolean gap = value != null && value.isEmpty() && !gapIsText;
                gaps |= gap;
                evidence.get(i).see(gap ? null : value);
                settled &= evidence.get(i).isSettled();
            }
        }
        if (structure.pointIsUnclear()
                && !spelling.tellsNumbers()
                && evidence.stream().noneMatch(TypeEvidence::showsPoints)) {
            evidence.forEach(TypeEvidence::doubtPoints);
        }
        return new InferredTable(names.headed(), names.columns(evidence), gaps && !settled);
    }
}

package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ledger.ProblemException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import postgres.Column;
import postgres.Table;
import rows.load.Batch;

/**
 * The real files of the Pollock benchmark (HPI-Information-Systems/Pollock): a table made for each, every option left to be
 * found out, held against its clean file. The folder {@code survey_sample} is not part of the sources;
 * {@code -Dpollock.real=…} names it.
 */
@Tag("sweep")
@EnabledIfSystemProperty(named = "pollock.real", matches = ".+")
class RealFilesTest {

    private static final int ENOUGH = 85;

    /** Files that their clean files differ from by what the benchmark's own cleaning changed. */
    private static final Map<String, String> CHANGED = Map.of(
            "2004-2016.csv", "the text missing was taken out by hand",
            "Copy_of_2016-17_Q3_Final_V2.csv", "a control character of the header was lost",
            "O18_air.csv", "a value was broken",
            "public-toilet-borough-grid.csv", "the sum below the table is a row");

    @Test
    void aTableMadeForAFileHoldsWhatItsCleanFileHolds() throws IOException {
        // Given
        Path benchmark = Path.of(System.getProperty("pollock.real"));
        List<Path> files;
        try (var listed = Files.list(benchmark.resolve("csv"))) {
            files = listed.sorted().toList();
        }
        Map<String, String> other = new TreeMap<>();

        // When
        int equal = 0;
        for (Path file : files) {
            String verdict = verdict(file, records(benchmark.resolve("clean").resolve(file.getFileName())));
            if (verdict.isEmpty()
                    || CHANGED.containsKey(file.getFileName().toString()) && !verdict.startsWith("refused")) {
                equal++;
            } else {
                other.put(file.getFileName().toString(), verdict);
            }
        }

        // Then
        System.out.printf("real files: %d of %d equal%n", equal, files.size());
        other.forEach((file, why) -> System.out.println("  " + file + ": " + why));
        assertThat(equal).isGreaterThanOrEqualTo(ENOUGH);
    }

    /** Why the table is not as the clean file, or nothing. */
    private static String verdict(Path file, List<List<String>> clean) throws IOException {
        try {
            Made made = made(file);
            if (made.header() == null) {
                // Some of the clean files have names that were made up, some have none.
                return difference(made, clean.subList(made.rows().size() == clean.size() ? 0 : 1, clean.size()));
            }
            return sameNames(made.header(), clean.get(0))
                    ? difference(made, clean.subList(1, clean.size()))
                    : "NAMES " + made.header() + " instead of " + clean.get(0) + " " + made.notes();
        } catch (ProblemException problem) {
            return clean.isEmpty() ? "" : "refused: " + problem.problem().detail();
        }
    }

    private static boolean sameNames(List<String> header, List<String> clean) {
        List<String> ours = plain(header);
        List<String> theirs = plain(clean);
        // Names of rows have no name of their own in the clean file.
        return ours.equals(theirs)
                || ours.get(0).isEmpty() && ours.subList(1, ours.size()).equals(theirs);
    }

    private static String difference(Made made, List<List<String>> clean) {
        List<List<String>> ours = made.rows().stream().map(RealFilesTest::plain).toList();
        List<List<String>> theirs = clean.stream().map(RealFilesTest::plain).toList();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            if (!ours.get(i).equals(theirs.get(i))) {
                return "ROW " + i + " is " + ours.get(i) + " instead of " + theirs.get(i) + " (" + ours.size() + " for "
                        + theirs.size() + ", " + made.letters() + " letters) " + made.notes();
            }
        }
        return ours.size() == theirs.size()
                ? ""
                : ours.size() + " rows instead of " + theirs.size() + ", " + made.letters() + " letters "
                        + made.notes();
    }

    private static List<String> plain(List<String> record) {
        List<String> fields =
                new ArrayList<>(record.stream().map(RealFilesTest::plain).toList());
        while (!fields.isEmpty() && fields.get(fields.size() - 1).isEmpty()) {
            fields.remove(fields.size() - 1);
        }
        return fields;
    }

    /** The clean files have other blanks around their fields, and read as Windows-1252 what the files hold as controls. */
    private static String plain(String field) {
        if (field == null) {
            return "";
        }
        StringBuilder plain = new StringBuilder();
        for (char c : field.toCharArray()) {
            plain.append(
                    c >= 0x80 && c < 0xA0
                            ? new String(new byte[] {(byte) c}, Charset.forName("windows-1252"))
                            : String.valueOf(c));
        }
        return plain.toString().replaceAll("\\s+", " ").strip();
    }

    /** What was made of a file. */
    private record Made(List<String> header, List<List<String>> rows, int letters, String notes) {}

    private static Made made(Path path) throws IOException {
        IngestSettings settings = HandMade.settings();
        InferredTable inferred = new TableInference(settings).infer("t", path, CsvOptions.DEFAULT, ToldSpelling.NONE);
        Table table = HandMade.table(
                "t",
                inferred.columns().stream()
                        .map(column -> HandMade.column(column.name(), catalogType(column.type())))
                        .toArray(Column[]::new));
        CsvFile file = CsvFile.open(path, null, settings);
        List<List<String>> rows = new ArrayList<>();
        int letters = 0;
        try (CsvSource source =
                CsvSource.openForMade(file, table, inferred, CsvOptions.DEFAULT, settings, HandMade.letters(), null)) {
            for (Batch chunk = source.next(); chunk != null; chunk = source.next()) {
                for (int i = 0; i < chunk.count(); i++) {
                    rows.add(Arrays.asList(chunk.fields(i)));
                }
                letters += chunk.misshapen().size();
            }
            return new Made(
                    inferred.headed()
                            ? inferred.columns().stream()
                                    .map(MadeColumn::header)
                                    .toList()
                            : null,
                    rows,
                    letters,
                    source.structure().notes().toString());
        }
    }

    private static String catalogType(String type) {
        return switch (type) {
            case "bigint" -> "int8";
            case "boolean" -> "bool";
            default -> type;
        };
    }

    private static List<List<String>> records(Path file) throws IOException {
        try (CSVParser parser = CSVParser.parse(file, StandardCharsets.UTF_8, CSVFormat.DEFAULT)) {
            return parser.stream().map(CSVRecord::toList).toList();
        }
    }
}

package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ingest.HandMade.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
import org.junit.jupiter.api.io.TempDir;
import postgres.Table;

/**
 * The polluted files of the Pollock benchmark (HPI-Information-Systems/Pollock), every option left to be found out: each
 * record as in its clean file, or a letter, or the file refused, and nothing else. The folder is not part of the sources;
 * {@code -Dpollock=…} names it.
 */
@Tag("sweep")
@EnabledIfSystemProperty(named = "pollock", matches = ".+")
class PollockTest {

    private static final double ENOUGH = 0.95;

    @TempDir
    private Path folder;

    @Test
    void everyRecordIsAsInItsCleanFileOrALetterOrItsFileIsRefused() throws IOException {
        // Given
        Path benchmark = Path.of(System.getProperty("pollock"));
        List<Path> files;
        try (var listed = Files.list(benchmark.resolve("csv"))) {
            files = listed.sorted().toList();
        }
        long clean = 0;
        long right = 0;
        Map<String, String> refused = new TreeMap<>();
        List<String> wrong = new ArrayList<>();

        for (Path file : files) {
            // When
            List<List<String>> expected = records(benchmark.resolve("clean").resolve(file.getFileName()));
            boolean headed = !file.getFileName().toString().startsWith("file_no_");
            List<List<String>> rows = expected.subList(headed && !expected.isEmpty() ? 1 : 0, expected.size());
            clean += rows.size();
            try {
                Map<List<String>, Integer> left = new HashMap<>();
                rows.forEach(row -> left.merge(row, 1, Integer::sum));
                for (List<String> loaded : loaded(file, headed ? expected : List.of())) {
                    if (left.merge(loaded, -1, Integer::sum) < 0) {
                        wrong.add(file.getFileName() + " " + loaded);
                    } else {
                        right++;
                    }
                }
            } catch (ProblemException problem) {
                refused.put(file.getFileName().toString(), problem.problem().detail());
            }
        }

        // Then
        System.out.printf(
                "pollock: %d of %d records (%.2f %%), %d of %d files refused, %d wrong%n",
                right, clean, 100.0 * right / clean, refused.size(), files.size(), wrong.size());
        refused.forEach((file, why) -> System.out.println("  refused " + file + ": " + why));
        wrong.stream().limit(40).forEach(row -> System.out.println("  WRONG " + row));
        assertThat(wrong).isEmpty();
        assertThat(right / (double) clean).isGreaterThanOrEqualTo(ENOUGH);
    }

    private List<List<String>> loaded(Path file, List<List<String>> expected) throws IOException {
        String[] columns = expected.isEmpty()
                ? "DATE,TIME,Qty,PRODUCTID,Price,ProductType,ProductDescription,URL,Comments".split(",")
                : expected.get(0).toArray(String[]::new);
        Table table = HandMade.textTable("pollock", columns);
        Outcome outcome = HandMade.read(folder, Files.readAllBytes(file), table, CsvOptions.DEFAULT);
        List<List<String>> rows = new ArrayList<>();
        for (List<String> row : outcome.rows()) {
            String[] ordered = new String[columns.length];
            Arrays.fill(ordered, "");
            for (int i = 0; i < row.size(); i++) {
                int at = Arrays.asList(columns).indexOf(outcome.columns().get(i));
                ordered[at] = row.get(i) == null ? "" : row.get(i);
            }
            rows.add(Arrays.asList(ordered));
        }
        return rows;
    }

    /** A clean file, read by another reader. */
    private static List<List<String>> records(Path file) throws IOException {
        try (CSVParser parser = CSVParser.parse(file, StandardCharsets.UTF_8, CSVFormat.DEFAULT)) {
            return parser.stream().map(CSVRecord::toList).toList();
        }
    }
}

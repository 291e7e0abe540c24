package ingest;

import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import ledger.ProblemException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.dhatim.fastexcel.reader.SheetVisibility;

/** A sheet of a workbook written out as CSV, a line for each of its rows, so that it is loaded as any other file is. */
final class SheetFile {

    /** Rows that are looked at to know how wide the table is. */
    private static final int ROWS_LOOKED_AT = 1_000;

    private static final OptionTexts AS_WRITTEN = new OptionTexts(Map.of(
            "delimiter",
            List.of(","),
            "quote",
            List.of("\""),
            "escape",
            List.of("none"),
            "encoding",
            List.of("UTF-8")));

    private static final int LAST_ROW = 1 << 20;
    private static final int LAST_COLUMN = 1 << 14;

    private final ReadableWorkbook workbook;
    private final SheetCells cells;
    private final Writer out;
    private int width;
    private int written;

    private SheetFile(ReadableWorkbook workbook, SheetCells cells, Writer out) {
        this.workbook = workbook;
        this.cells = cells;
        this.out = out;
    }

    /**
     * A sheet as CSV.
     *
     * @param path the file, which whoever asked for it removes
     * @param options those of the workbook, and what is known of the file
     * @param sheet its name
     */
    record Written(Path path, LoadOptions options, String sheet) {}

    /**
     * Writes the sheet into a new file: the one of the name or place that is said, else the first that is not hidden.
     *
     * @throws ProblemException if it is no workbook, or grows too large, or has no such sheet
     */
    static Written write(Path path, LoadOptions options, IngestSettings settings) throws IOException {
        boolean from1904 = check(path, settings);
        ValueOptions values = options.values();
        // Numbers are read back as it was said that they are written.
        boolean comma = values.decimal() != null && values.decimal() != '.'
                || values.decimal() == null && values.thousands() != null && values.thousands() == '.';
        char decimal = !comma ? '.' : values.decimal() == null ? ',' : values.decimal();
        Path file = Files.createTempFile("caravanserai-sheet-", ".csv");
        try (ReadableWorkbook workbook = new ReadableWorkbook(path.toFile(), new ReadingOptions(true, true));
                BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            SheetCells cells = new SheetCells(from1904, decimal);
            SheetFile writing = new SheetFile(workbook, cells, out);
            Sheet sheet = writing.sheet(options.said().text("sheet").orElse(null));
            writing.write(sheet);
            return new Written(file, LoadOptions.read(AS_WRITTEN.over(options.said())), sheet.getName());
        } catch (ProblemException e) {
            Files.deleteIfExists(file);
            throw e;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            if (e instanceof FileSystemException disk) {
                throw disk;
            }
            throw CsvFile.refused(
                    "the workbook is damaged: " + e.getMessage(),
                    "open it in a spreadsheet, save it, and send it again");
        }
    }

    /**
     * The limits of compressed files hold for the parts of a workbook, before anything is made of them.
     *
     * @return whether its days are counted from 1904; the reader knows one of the two spellings of it only
     */
    private static boolean check(Path path, IngestSettings settings) throws IOException {
        long size = Files.size(path);
        Growth growth = new Growth(() -> size, settings.gzip().maxRatio());
        try (ZipFile parts = new ZipFile(path.toFile())) {
            if (parts.getEntry("xl/workbook.xml") == null) {
                throw CsvFile.refused("the file is no .xlsx workbook", "save it as one, or as CSV");
            }
            boolean from1904 = false;
            Enumeration<? extends ZipEntry> entries = parts.entries();
            while (entries.hasMoreElements()) {
                ZipEntry part = entries.nextElement();
                try (InputStream in = new BufferedInputStream(parts.getInputStream(part), 1 << 16)) {
                    from1904 |= SheetPart.check(in, part.getName(), growth);
                }
            }
            return from1904;
        } catch (java.util.zip.ZipException e) {
            throw CsvFile.refused(
                    "the workbook is damaged, or no .xlsx: " + e.getMessage(),
                    "open it in a spreadsheet, save it as .xlsx, and send it again");
        }
    }

    private void write(Sheet sheet) throws IOException {
        try (Stream<Row> stream = sheet.openStream()) {
            Iterator<Row> rows = stream.iterator();
            Deque<List<String>> ahead = new ArrayDeque<>();
            Deque<Integer> numbers = new ArrayDeque<>();
            while (rows.hasNext() && ahead.size() < ROWS_LOOKED_AT) {
                Row row = rows.next();
                ahead.add(texts(row));
                numbers.add(row.getRowNum());
            }
            int widest = ahead.stream().mapToInt(List::size).max().orElse(0);
            boolean table = false;
            for (List<String> texts : ahead) {
                // What stands above the table keeps its own width, by which it is told from it.
                table |= texts.size() == widest;
                width = table ? widest : 0;
                line(texts, numbers.remove());
            }
            while (rows.hasNext()) {
                Row row = rows.next();
                line(texts(row), row.getRowNum());
            }
        }
    }

    private Sheet sheet(String wanted) {
        List<Sheet> sheets = workbook.getSheets().toList();
        Optional<Sheet> found = wanted == null
                ? sheets.stream()
                        .filter(sheet -> sheet.getVisibility() == SheetVisibility.VISIBLE)
                        .findFirst()
                : sheets.stream()
                        .filter(sheet -> sheet.getName().equals(wanted))
                        .findFirst()
                        .or(() -> sheets.stream()
                                .filter(sheet -> wanted.equals(String.valueOf(sheet.getIndex() + 1)))
                                .findFirst());
        return found.orElseThrow(() -> CsvFile.refused(
                wanted == null ? "every sheet of the workbook is hidden" : "there is no sheet \"" + wanted + '"',
                "its sheets are " + sheets.stream().map(Sheet::getName).collect(Collectors.joining(", "))
                        + "; say which: sheet="));
    }

    /** The row's values up to the last that there is. */
    private List<String> texts(Row row) {
        if (row.getCellCount() > LAST_COLUMN) {
            throw CsvFile.refused("row " + row.getRowNum() + " has more columns than a sheet can have", null);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < row.getCellCount(); i++) {
            texts.add(cells.text(row.getCell(i)));
        }
        while (!texts.isEmpty() && texts.get(texts.size() - 1) == null) {
            texts.remove(texts.size() - 1);
        }
        return texts;
    }

    private void line(List<String> texts, int number) throws IOException {
        if (number > LAST_ROW) {
            throw CsvFile.refused("row " + number + " is beyond the last that a sheet can have", null);
        }
        // Lines stay as many as rows, so that a dead letter names the row.
        while (written < number - 1) {
            out.write('\n');
            written++;
        }
        if (!texts.isEmpty()) {
            for (int i = 0; i < Math.max(width, texts.size()); i++) {
                out.write(i == 0 ? "" : ",");
                out.write(i < texts.size() ? field(texts.get(i)) : "");
            }
        }
        out.write('\n');
        written++;
    }

    private static String field(String text) {
        if (text == null) {
            return "";
        }
        // A line break within a cell would count as a row.
        return text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? text
                : '"' + text.replace("\"", "\"\"") + '"';
    }
}

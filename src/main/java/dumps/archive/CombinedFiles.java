package dumps.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.merge.MergedTable;
import dumps.merge.TableCounts;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import postgres.OwnFiles;

/** Writes the merged state: a file for each table, or one for all. */
final class CombinedFiles extends TableTexts {

    static final String SINGLE = "all.json";
    private static final int BUFFER = 1 << 18;

    private final Path folder;
    private final boolean single;
    private final Map<MergedTable, TableCounts> counts = new LinkedHashMap<>();
    private final List<Path> written = new ArrayList<>();
    private OutputStream all;

    CombinedFiles(Path folder, boolean single) {
        this.folder = folder;
        this.single = single;
    }

    /** What the file of a table is called. */
    static String nameOf(MergedTable table) {
        return FileNames.of(table.name()) + ".json";
    }

    @Override
    protected OutputStream open(MergedTable table) throws IOException {
        if (!single) {
            return file(nameOf(table));
        }
        if (all == null) {
            all = file(SINGLE);
            all.write("{\"tables\":[\n".getBytes(UTF_8));
        } else {
            all.write(",\n".getBytes(UTF_8));
        }
        return all;
    }

    private OutputStream file(String name) throws IOException {
        Path path = folder.resolve(name);
        written.add(path);
        return new BufferedOutputStream(OwnFiles.out(path), BUFFER);
    }

    @Override
    protected void close(OutputStream out) throws IOException {
        if (!single) {
            out.close();
        }
    }

    @Override
    public void end(MergedTable table, TableCounts its) throws IOException {
        super.end(table, its);
        counts.put(table, its);
    }

    /** All tables are there. */
    void finish() throws IOException {
        if (!single) {
            return;
        }
        if (all == null) {
            all = file(SINGLE);
            all.write("{\"tables\":[\n".getBytes(UTF_8));
        }
        all.write("]}\n".getBytes(UTF_8));
        all.close();
    }

    Map<MergedTable, TableCounts> counts() {
        return counts;
    }

    List<Path> written() {
        return written;
    }
}

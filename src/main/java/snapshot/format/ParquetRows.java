package snapshot.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** The rows of a {@link ParquetFile} as CSV. */
final class ParquetRows extends RowStream {

    private final ParquetFile file;
    private ParquetLines lines;

    private ParquetRows(ParquetFile file) {
        this.file = file;
    }

    static InputStream open(Path path) throws IOException {
        return new DamageReport(path, new ParquetRows(ParquetFile.open(path)));
    }

    static List<String> columns(Path path) throws IOException {
        try (ParquetFile file = ParquetFile.open(path)) {
            return file.plan().names();
        }
    }

    @Override
    boolean next(AsciiBuilder csv) throws IOException {
        if (lines == null) {
            lines = new ParquetLines(file.plan().columns(), csv);
        }
        return file.next(lines);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

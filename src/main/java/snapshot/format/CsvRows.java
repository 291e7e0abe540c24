package snapshot.format;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link CsvSink} wrote: the names first, then the rows as they are. */
final class CsvRows {

    private CsvRows() {}

    /** The rows; the line of names is behind the reader. */
    static InputStream open(Path path) throws IOException {
        InputStream file = Files.newInputStream(path);
        try {
            InputStream rows = new DamageReport(path, new ZstdInputStreamNoFinalizer(file));
            names(path, rows);
            return rows;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    static List<String> columns(Path path) throws IOException {
        try (InputStream rows = new DamageReport(path, new ZstdInputStreamNoFinalizer(Files.newInputStream(path)))) {
            return names(path, rows);
        }
    }

    /** Takes the first record off; a name may hold commas, quotes and line ends. */
    private static List<String> names(Path path, InputStream in) throws IOException {
        List<String> names = new ArrayList<>();
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        boolean quoted = false;
        boolean closed = false;
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw DamageReport.damaged(path, new EOFException("it ends before its rows begin"));
            }
            if (b == '"') {
                // The second of two quotes stands for itself.
                if (closed) {
                    name.write(b);
                }
                closed = quoted;
                quoted = !quoted;
            } else if (!quoted && (b == ',' || b == '\n')) {
                names.add(name.toString(StandardCharsets.UTF_8));
                name.reset();
                closed = false;
                if (b == '\n') {
                    return names;
                }
            } else {
                name.write(b);
            }
        }
    }
}

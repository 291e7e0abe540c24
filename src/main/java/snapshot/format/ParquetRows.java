package snapshot.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;

/** Reads what {@link ParquetSink} wrote, a row group at a time. */
final class ParquetRows extends RowStream {

    private final ZstdPages pages = new ZstdPages(TableFiles.DEFAULT_LEVEL);
    private final ParquetFileReader file;
    private final FilePlan plan;
    private final MessageColumnIO columns;
    private ParquetLines lines;
    private RecordReader<Boolean> group;
    private long left;
    private long rows;

    private ParquetRows(Path path) throws IOException {
        file = ParquetFileReader.open(
                new LocalInputFile(path),
                ParquetReadOptions.builder(new PlainParquetConfiguration())
                        .withCodecFactory(pages)
                        .usePageChecksumVerification()
                        .build());
        try {
            Map<String, String> said = file.getFileMetaData().getKeyValueMetaData();
            plan = FilePlan.parse(said.get(FilePlan.COLUMNS), said.get(FilePlan.ROWS));
            columns = new ColumnIOFactory(true)
                    .getColumnIO(ParquetSchema.of(plan), file.getFileMetaData().getSchema());
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    static InputStream open(Path path) throws IOException {
        return new DamageReport(path, opened(path));
    }

    static List<String> columns(Path path) throws IOException {
        try (ParquetRows rows = opened(path)) {
            return rows.plan.names();
        }
    }

    private static ParquetRows opened(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        try {
            return new ParquetRows(path);
        } catch (IOException | RuntimeException e) {
            throw DamageReport.damaged(path, e);
        }
    }

    @Override
    boolean next(AsciiBuilder csv) throws IOException {
        while (left == 0) {
            PageReadStore next = file.readNextRowGroup();
            if (next == null) {
                plan.checkRead(rows);
                return false;
            }
            if (lines == null) {
                lines = new ParquetLines(plan.columns(), csv);
            }
            left = next.getRowCount();
            group = columns.getRecordReader(next, lines);
        }
        group.read();
        left--;
        rows++;
        return true;
    }

    @Override
    public void close() throws IOException {
        pages.release();
        file.close();
    }
}

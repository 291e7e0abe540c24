package snapshot.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.RecordMaterializer;

/** What {@link ParquetSink} wrote, read a row group at a time. */
final class ParquetFile implements Closeable {

    private final ZstdPages pages = new ZstdPages(TableFiles.DEFAULT_LEVEL);
    private final ParquetFileReader file;
    private final FilePlan plan;
    private final MessageColumnIO columns;
    private RecordReader<?> group;
    private long left;
    private long rows;

    private ParquetFile(Path path) throws IOException {
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

    static ParquetFile open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        try {
            return new ParquetFile(path);
        } catch (IOException | RuntimeException e) {
            throw DamageReport.damaged(path, e);
        }
    }

    FilePlan plan() {
        return plan;
    }

    /** Hands the values of the next row on, always to the same one; false if there is none any more. */
    boolean next(RecordMaterializer<?> into) throws IOException {
        while (left == 0) {
            PageReadStore next = file.readNextRowGroup();
            if (next == null) {
                plan.checkRead(rows);
                return false;
            }
            left = next.getRowCount();
            group = columns.getRecordReader(next, into);
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

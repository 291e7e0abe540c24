package snapshot.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.RecordConsumer;

/** Writes rows as Parquet: row groups that fit a small heap, pages packed by zstd. */
final class ParquetSink implements RowSink {

    /** A group is in memory as a whole, when written and when read. */
    private static final long ROW_GROUP = 32L << 20;

    /** After how many rows at most to look how much it is by now. */
    private static final int NEXT_LOOK = 10_000;

    private static final int FIRST_LOOK = 10;

    /** So many times the largest row is never more than a row group. */
    private static int lookAfter(FilePlan plan, int rows) {
        return (int) Math.max(1, Math.min(rows, ROW_GROUP / 4 / Math.max(1, plan.largestRow())));
    }

    private final FilePlan plan;
    private final CopyText text;
    private final ZstdPages pages;
    private final ParquetWriter<CopyText> file;
    private long rows;

    ParquetSink(FilePlan plan, DigestedFile target, int level) throws IOException {
        this.plan = plan;
        this.text = new CopyText(plan.columns());
        this.pages = new ZstdPages(level);
        this.file = new Builder(new ParquetTarget(target), plan)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(pages)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP)
                .withMinRowCountForPageSizeCheck(lookAfter(plan, FIRST_LOOK))
                .withMaxRowCountForPageSizeCheck(lookAfter(plan, NEXT_LOOK))
                .withPageWriteChecksumEnabled(true)
                .build();
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        text.block(bytes, length);
        while (text.hasRow()) {
            try {
                file.write(text);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            rows++;
        }
    }

    @Override
    public void end(long sent) throws IOException {
        plan.check(rows, sent);
        file.close();
    }

    /** Without an end there is no footer: nobody takes what is there for a whole file. */
    @Override
    public void close() {
        pages.release();
    }

    private static final class Builder extends ParquetWriter.Builder<CopyText, Builder> {

        private final FilePlan plan;

        Builder(ParquetTarget target, FilePlan plan) {
            super(target);
            this.plan = plan;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // Still abstract.
        protected WriteSupport<CopyText> getWriteSupport(Configuration unused) {
            return new Rows(plan);
        }

        @Override
        protected WriteSupport<CopyText> getWriteSupport(ParquetConfiguration unused) {
            return new Rows(plan);
        }
    }

    /** Takes the row that the text stands before. */
    private static final class Rows extends WriteSupport<CopyText> {

        private final FilePlan plan;
        private RecordConsumer consumer;
        private ParquetValues values;

        Rows(FilePlan plan) {
            this.plan = plan;
        }

        @Override
        @SuppressWarnings("deprecation") // Still abstract.
        public WriteContext init(Configuration unused) {
            return context();
        }

        @Override
        public WriteContext init(ParquetConfiguration unused) {
            return context();
        }

        private WriteContext context() {
            return new WriteContext(
                    ParquetSchema.of(plan),
                    Map.of(
                            FilePlan.COLUMNS, plan.columnsAsJson(),
                            FilePlan.ROWS, Long.toString(plan.rows()),
                            FilePlan.INFINITY, FilePlan.INFINITY_NOTE));
        }

        @Override
        public void prepareForWrite(RecordConsumer recordConsumer) {
            consumer = recordConsumer;
            values = new ParquetValues(recordConsumer, plan.columns());
        }

        @Override
        public void write(CopyText text) {
            consumer.startMessage();
            try {
                text.row(values);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            consumer.endMessage();
        }
    }
}

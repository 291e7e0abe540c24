package snapshot.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes rows as an Avro object container, its blocks packed by deflate. */
final class AvroSink implements RowSink {

    /** Rows of about so many bytes are packed together. */
    private static final int BLOCK = 1 << 20;

    private final FilePlan plan;
    private final CopyText text;
    private final DataFileWriter<GenericRecord> file;
    private final Datum datum = new Datum();
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(datum, null);
    private final Values values = new Values();
    private long rows;

    /** One row; what it has grown to is used again. */
    private static final class Datum extends ByteArrayOutputStream {

        Datum() {
            super(1024);
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }

    AvroSink(FilePlan plan, DigestedFile target, int level) throws IOException {
        this.plan = plan;
        this.text = new CopyText(plan.columns());
        this.file = new DataFileWriter<>(new GenericDatumWriter<>());
        // The one codec that every reader must have; it goes up to 9.
        file.setCodec(CodecFactory.deflateCodec(Math.min(level, 9)));
        file.setSyncInterval(BLOCK);
        file.setMeta(FilePlan.COLUMNS, plan.columnsAsJson());
        file.setMeta(FilePlan.ROWS, plan.rows());
        file.setMeta(FilePlan.INFINITY, FilePlan.INFINITY_NOTE);
        file.create(AvroSchema.of(plan), target.bytes());
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        text.block(bytes, length);
        while (text.hasRow()) {
            datum.reset();
            text.row(values);
            file.appendEncoded(datum.bytes());
            rows++;
        }
    }

    @Override
    public void end(long sent) throws IOException {
        plan.check(rows, sent);
        file.close();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private final class Values implements ValueOut {

        @Override
        public void column(int index) throws IOException {
            encoder.writeIndex(AvroSchema.PRESENT);
        }

        @Override
        public void endColumn(int index) {
            // The next begins where this one ends.
        }

        @Override
        public void missing(int index) throws IOException {
            missingElement();
        }

        @Override
        public void list(int size) throws IOException {
            encoder.writeArrayStart();
            encoder.setItemCount(size);
        }

        @Override
        public void element() throws IOException {
            encoder.startItem();
            encoder.writeIndex(AvroSchema.PRESENT);
        }

        @Override
        public void endElement() {
            // The next begins where this one ends.
        }

        @Override
        public void missingElement() throws IOException {
            encoder.writeIndex(AvroSchema.MISSING);
            encoder.writeNull();
        }

        @Override
        public void endList() throws IOException {
            encoder.writeArrayEnd();
        }

        @Override
        public void bool(boolean value) throws IOException {
            encoder.writeBoolean(value);
        }

        @Override
        public void int32(int value) throws IOException {
            encoder.writeInt(value);
        }

        @Override
        public void int64(long value) throws IOException {
            encoder.writeLong(value);
        }

        @Override
        public void float32(float value) throws IOException {
            encoder.writeFloat(value);
        }

        @Override
        public void float64(double value) throws IOException {
            encoder.writeDouble(value);
        }

        @Override
        public void decimal(BigInteger digits, FileColumn column) throws IOException {
            encoder.writeBytes(digits.toByteArray());
        }

        @Override
        public void decimal(long digits, FileColumn column) throws IOException {
            decimal(BigInteger.valueOf(digits), column);
        }

        @Override
        public void text(byte[] bytes, int from, int to) throws IOException {
            encoder.writeBytes(bytes, from, to - from);
        }

        @Override
        public void bytes(byte[] bytes, int from, int to) throws IOException {
            encoder.writeBytes(bytes, from, to - from);
        }
    }
}

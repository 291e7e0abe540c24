package snapshot.format;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/** Reads what {@link AvroSink} wrote. */
final class AvroRows extends RowStream {

    private final DataFileStream<AsciiBuilder> file;
    private final FilePlan plan;
    private long rows;

    private AvroRows(DataFileStream<AsciiBuilder> file, Lines lines) throws IOException {
        this.file = file;
        this.plan = plan(file);
        lines.columns = plan.columns();
    }

    static InputStream open(Path path) throws IOException {
        InputStream in = Files.newInputStream(path);
        try {
            Lines lines = new Lines();
            return new DamageReport(path, new AvroRows(new DataFileStream<>(in, lines), lines));
        } catch (IOException | RuntimeException e) {
            in.close();
            throw DamageReport.damaged(path, e);
        }
    }

    static List<String> columns(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path);
                DataFileStream<AsciiBuilder> file = new DataFileStream<>(in, new Lines())) {
            return plan(file).names();
        } catch (IOException | RuntimeException e) {
            throw DamageReport.damaged(path, e);
        }
    }

    private static FilePlan plan(DataFileStream<AsciiBuilder> file) throws IOException {
        return FilePlan.parse(file.getMetaString(FilePlan.COLUMNS), file.getMetaString(FilePlan.ROWS));
    }

    @Override
    boolean next(AsciiBuilder csv) throws IOException {
        if (!file.hasNext()) {
            plan.checkRead(rows);
            return false;
        }
        file.next(csv);
        rows++;
        return true;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Decodes a row into a line of CSV, without a record in between. */
    private static final class Lines implements DatumReader<AsciiBuilder> {

        private List<FileColumn> columns = List.of();
        private CsvLine line;
        private Utf8 text = new Utf8();
        private ByteBuffer bytes = ByteBuffer.allocate(256);

        @Override
        public void setSchema(Schema schema) {
            // It was made of the columns.
        }

        @Override
        public AsciiBuilder read(AsciiBuilder csv, Decoder in) throws IOException {
            if (line == null) {
                line = new CsvLine(csv);
            }
            for (FileColumn column : columns) {
                line.column();
                if (in.readIndex() == AvroSchema.MISSING) {
                    in.readNull();
                } else if (column.list()) {
                    list(column, in);
                } else {
                    value(column, in);
                }
            }
            line.end();
            return csv;
        }

        private void list(FileColumn column, Decoder in) throws IOException {
            line.beginList();
            for (long left = in.readArrayStart(); left > 0; left = in.arrayNext()) {
                for (long i = 0; i < left; i++) {
                    if (in.readIndex() == AvroSchema.MISSING) {
                        in.readNull();
                        line.missingElement();
                    } else {
                        value(column, in);
                    }
                }
            }
            line.endList();
        }

        private void value(FileColumn column, Decoder in) throws IOException {
            switch (column.kind()) {
                case BOOLEAN -> line.bool(in.readBoolean());
                case INT, DATE -> line.number(column, in.readInt());
                case LONG, TIME, TIMESTAMP, TIMESTAMPTZ -> line.number(column, in.readLong());
                case FLOAT -> line.real(in.readFloat());
                case DOUBLE -> line.real(in.readDouble());
                case DECIMAL -> {
                    bytes = in.readBytes(bytes);
                    line.decimal(column, new BigInteger(bytes.array(), 0, bytes.limit()));
                }
                case BYTES -> {
                    bytes = in.readBytes(bytes);
                    line.bytes(bytes.array(), 0, bytes.limit());
                }
                case UUID, TEXT -> {
                    text = in.readString(text);
                    line.text(text.getBytes(), 0, text.getByteLength());
                }
            }
        }
    }
}

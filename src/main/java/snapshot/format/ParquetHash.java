package snapshot.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import postgres.BucketHashes;
import postgres.Column;
import postgres.RowHash;

/** The content hash of the rows in a file, by their values: what the server says of those it was asked for. */
final class ParquetHash extends RecordMaterializer<Boolean> {

    private final RowHash hash;
    private final Values[] columns;
    private final GroupConverter row = new Row();

    private ParquetHash(List<Column> columns, List<FileColumn> kept) {
        hash = new RowHash(columns);
        this.columns = new Values[kept.size()];
        for (int i = 0; i < this.columns.length; i++) {
            if (kept.get(i).list()) {
                throw new IllegalArgumentException(
                        "the hash of a list is not known: " + kept.get(i).name());
            }
            this.columns[i] = new Values(i, kept.get(i), columns.get(i));
        }
    }

    /** @param columns as the catalog has them, in the file's order */
    static BucketHashes.Bucket of(Path path, List<Column> columns) throws IOException {
        try (ParquetFile file = ParquetFile.open(path)) {
            ParquetHash hash = new ParquetHash(columns, file.plan().columns());
            try {
                while (file.next(hash)) {
                    // Each adds its hash.
                }
            } catch (IOException | RuntimeException e) {
                throw DamageReport.damaged(path, e);
            }
            return hash.hash.soFar();
        }
    }

    @Override
    public Boolean getCurrentRecord() {
        return Boolean.TRUE;
    }

    @Override
    public GroupConverter getRootConverter() {
        return row;
    }

    private final class Row extends GroupConverter {

        @Override
        public Converter getConverter(int column) {
            return columns[column];
        }

        @Override
        public void start() {
            hash.begin();
        }

        @Override
        public void end() {
            hash.end();
        }
    }

    private final class Values extends PrimitiveConverter {

        private final int index;
        private final FileColumn column;
        /** Where its text is not what the server hashes; else null. */
        private final BinaryType sent;

        Values(int index, FileColumn column, Column type) {
            this.index = index;
            this.column = column;
            this.sent = type.baseType().startsWith("timestamp")
                    ? BinaryType.of(type).orElse(null)
                    : null;
        }

        @Override
        public void addBoolean(boolean value) {
            hash.bool(index, value);
        }

        @Override
        public void addInt(int value) {
            addLong(value);
        }

        @Override
        public void addLong(long value) {
            switch (column.kind()) {
                case DATE -> hash.date(index, Math.toIntExact(value));
                case TIME -> hash.time(index, value);
                case TIMESTAMP, TIMESTAMPTZ -> hash.timestamp(index, value);
                case DECIMAL -> hash.number(index, value, column.scale());
                default -> hash.whole(index, value);
            }
        }

        @Override
        public void addFloat(float value) {
            hash.real(index, value);
        }

        @Override
        public void addDouble(double value) {
            hash.real(index, value);
        }

        @Override
        public void addBinary(Binary value) {
            ByteBuffer bytes = value.toByteBuffer();
            if (!bytes.hasArray()) {
                bytes = ByteBuffer.wrap(value.getBytes());
            }
            byte[] array = bytes.array();
            int from = bytes.arrayOffset() + bytes.position();
            int to = from + bytes.remaining();
            switch (column.kind()) {
                case BYTES -> hash.bytes(index, array, from, to);
                case DECIMAL -> hash.number(index, new BigInteger(array, from, to - from), column.scale());
                case UUID -> hash.uuid(index, array, from, to);
                default -> text(array, from, to);
            }
        }

        private void text(byte[] text, int from, int to) {
            if (sent == null) {
                hash.text(index, text, from, to);
                return;
            }
            BinaryText binary = new BinaryText(Long.BYTES);
            try {
                sent.put(text, from, to, binary);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            hash.sent(index, ByteBuffer.wrap(binary.bytes()).getLong());
        }
    }
}

package snapshot.format;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;

/** Makes lines of CSV of what Parquet hands out; its record is only a sign that there was one. */
final class ParquetLines extends RecordMaterializer<Boolean> {

    private final CsvLine line;
    private final Converter[] columns;
    private final GroupConverter row = new Row();
    private int begun;

    ParquetLines(List<FileColumn> columns, AsciiBuilder csv) {
        this.line = new CsvLine(csv);
        this.columns = new Converter[columns.size()];
        for (int i = 0; i < this.columns.length; i++) {
            FileColumn column = columns.get(i);
            this.columns[i] = column.list() ? new Elements(i, column) : new Values(i, column);
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

    /** Columns that are null are passed over in silence. */
    private void upTo(int column) {
        while (begun <= column) {
            line.column();
            begun++;
        }
    }

    private final class Row extends GroupConverter {

        @Override
        public Converter getConverter(int column) {
            return columns[column];
        }

        @Override
        public void start() {
            begun = 0;
        }

        @Override
        public void end() {
            upTo(columns.length - 1);
            line.end();
        }
    }

    /** The outer of the two groups that make a list. */
    private final class Elements extends GroupConverter {

        private final int index;
        private final Element element;

        Elements(int index, FileColumn column) {
            this.index = index;
            this.element = new Element(column);
        }

        @Override
        public Converter getConverter(int field) {
            return element;
        }

        @Override
        public void start() {
            upTo(index);
            line.beginList();
        }

        @Override
        public void end() {
            line.endList();
        }
    }

    /** The inner one, once for each element. */
    private final class Element extends GroupConverter {

        private final Values value;

        Element(FileColumn column) {
            value = new Values(-1, column);
        }

        @Override
        public Converter getConverter(int field) {
            return value;
        }

        @Override
        public void start() {
            value.seen = false;
        }

        @Override
        public void end() {
            if (!value.seen) {
                line.missingElement();
            }
        }
    }

    private final class Values extends PrimitiveConverter {

        private final int index;
        private final FileColumn column;
        private boolean seen;

        Values(int index, FileColumn column) {
            this.index = index;
            this.column = column;
        }

        private void begin() {
            seen = true;
            upTo(index);
        }

        @Override
        public void addBoolean(boolean value) {
            begin();
            line.bool(value);
        }

        @Override
        public void addInt(int value) {
            begin();
            line.number(column, value);
        }

        @Override
        public void addLong(long value) {
            begin();
            line.number(column, value);
        }

        @Override
        public void addFloat(float value) {
            begin();
            line.real(value);
        }

        @Override
        public void addDouble(double value) {
            begin();
            line.real(value);
        }

        @Override
        public void addBinary(Binary value) {
            begin();
            ByteBuffer bytes = value.toByteBuffer();
            if (!bytes.hasArray()) {
                bytes = ByteBuffer.wrap(value.getBytes());
            }
            byte[] array = bytes.array();
            int from = bytes.arrayOffset() + bytes.position();
            int to = from + bytes.remaining();
            switch (column.kind()) {
                case BYTES -> line.bytes(array, from, to);
                case DECIMAL -> line.decimal(column, new BigInteger(array, from, to - from));
                case UUID -> {
                    byte[] uuid = new UUID(bytes.getLong(), bytes.getLong())
                            .toString()
                            .getBytes(StandardCharsets.US_ASCII);
                    line.text(uuid, 0, uuid.length);
                }
                default -> line.text(array, from, to);
            }
        }
    }
}

package snapshot.format;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Hands the values of rows to Parquet. */
final class ParquetValues implements ValueOut {

    private final RecordConsumer out;
    private final List<FileColumn> columns;
    private FileColumn column;
    private int elements;

    ParquetValues(RecordConsumer out, List<FileColumn> columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void column(int index) {
        column = columns.get(index);
        out.startField(column.name(), index);
    }

    @Override
    public void endColumn(int index) {
        out.endField(column.name(), index);
    }

    @Override
    public void missing(int index) {
        // What is not said is null.
    }

    @Override
    public void list(int size) {
        elements = size;
        out.startGroup();
        if (elements > 0) {
            out.startField(ParquetSchema.LIST, 0);
        }
    }

    @Override
    public void element() {
        out.startGroup();
        out.startField(ParquetSchema.ELEMENT, 0);
    }

    @Override
    public void endElement() {
        out.endField(ParquetSchema.ELEMENT, 0);
        out.endGroup();
    }

    @Override
    public void missingElement() {
        out.startGroup();
        out.endGroup();
    }

    @Override
    public void endList() {
        if (elements > 0) {
            out.endField(ParquetSchema.LIST, 0);
        }
        out.endGroup();
    }

    @Override
    public void bool(boolean value) {
        out.addBoolean(value);
    }

    @Override
    public void int32(int value) {
        out.addInteger(value);
    }

    @Override
    public void int64(long value) {
        out.addLong(value);
    }

    @Override
    public void float32(float value) {
        out.addFloat(value);
    }

    @Override
    public void float64(double value) {
        out.addDouble(value);
    }

    @Override
    public void decimal(BigInteger digits, FileColumn of) {
        byte[] shortest = digits.toByteArray();
        byte[] all = new byte[ParquetSchema.decimalBytes(of)];
        Arrays.fill(all, (byte) (digits.signum() < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, all, all.length - shortest.length, shortest.length);
        out.addBinary(Binary.fromConstantByteArray(all));
    }

    @Override
    public void decimal(long digits, FileColumn of) {
        if (ParquetSchema.fitsInt(of)) {
            out.addInteger(Math.toIntExact(digits));
        } else {
            out.addLong(digits);
        }
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        if (column.kind() == ValueKind.UUID) {
            UUID uuid = UUID.fromString(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
            byte[] both = new byte[2 * Long.BYTES];
            ByteBuffer.wrap(both).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
            out.addBinary(Binary.fromConstantByteArray(both));
        } else {
            bytes(bytes, from, to);
        }
    }

    @Override
    public void bytes(byte[] bytes, int from, int to) {
        // Reused: who wants to keep it copies it.
        out.addBinary(Binary.fromReusedByteArray(bytes, from, to - from));
    }
}

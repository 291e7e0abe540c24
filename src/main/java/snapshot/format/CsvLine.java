package snapshot.format;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Makes CSV of values, one line at a time: what {@link CopyText} took apart becomes text that PostgreSQL reads as it was. */
final class CsvLine {

    private final AsciiBuilder out;
    private final AsciiBuilder element = new AsciiBuilder(256);
    private final AsciiBuilder array = new AsciiBuilder(1024);
    private boolean begun;
    private boolean inList;

    CsvLine(AsciiBuilder out) {
        this.out = out;
    }

    void column() {
        if (begun) {
            out.add(',');
        }
        begun = true;
    }

    void end() {
        if (!begun) {
            throw new IllegalStateException("a row without columns");
        }
        out.add('\n');
        begun = false;
    }

    void beginList() {
        array.clear();
        array.add('{');
        inList = true;
    }

    void missingElement() {
        separate();
        array.add("NULL");
    }

    void endList() {
        inList = false;
        array.add('}');
        out.quoted(array.bytes(), 0, array.length());
    }

    void bool(boolean value) {
        plain().add(value ? 't' : 'f');
        close();
    }

    void real(float value) {
        plain().add(Float.toString(value));
        close();
    }

    void real(double value) {
        plain().add(Double.toString(value));
        close();
    }

    /** A number of a kind that is kept as one. */
    void number(FileColumn column, long value) {
        AsciiBuilder plain = plain();
        switch (column.kind()) {
            case DATE -> DateTimes.date(Math.toIntExact(value), plain);
            case TIME -> DateTimes.time(value, plain);
            case TIMESTAMP -> DateTimes.timestamp(value, false, plain);
            case TIMESTAMPTZ -> DateTimes.timestamp(value, true, plain);
            case DECIMAL -> plain.add(BigDecimal.valueOf(value, column.scale()).toPlainString());
            default -> plain.number(value);
        }
        close();
    }

    void decimal(FileColumn column, BigInteger digits) {
        plain().add(new BigDecimal(digits, column.scale()).toPlainString());
        close();
    }

    void bytes(byte[] bytes, int from, int to) {
        plain().add("\\x").hex(bytes, from, to);
        close();
    }

    /** UTF-8. */
    void text(byte[] bytes, int from, int to) {
        if (inList) {
            separate();
            array.escaped(bytes, from, to, '"', '\\', '\\');
        } else {
            out.quoted(bytes, from, to);
        }
    }

    /** Where a text goes that needs no quotes: into the line, or aside until it is an element. */
    private AsciiBuilder plain() {
        element.clear();
        return inList ? element : out;
    }

    private void close() {
        if (inList) {
            separate();
            array.escaped(element.bytes(), 0, element.length(), '"', '\\', '\\');
        }
    }

    private void separate() {
        if (array.length() > 1) {
            array.add(',');
        }
    }
}

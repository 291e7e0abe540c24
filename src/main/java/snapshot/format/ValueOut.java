package snapshot.format;

import java.io.IOException;
import java.math.BigInteger;

/** Takes the values of a row, column by column, into a file that knows types. */
interface ValueOut {

    /** A value follows. */
    void column(int index) throws IOException;

    void endColumn(int index) throws IOException;

    /** The column is null. */
    void missing(int index) throws IOException;

    /** So many elements follow. */
    void list(int size) throws IOException;

    void element() throws IOException;

    void endElement() throws IOException;

    /** The element is null. */
    void missingElement() throws IOException;

    void endList() throws IOException;

    void bool(boolean value) throws IOException;

    void int32(int value) throws IOException;

    void int64(long value) throws IOException;

    void float32(float value) throws IOException;

    void float64(double value) throws IOException;

    /** The digits of a decimal, without its point, where the column has more than fit a long. */
    void decimal(BigInteger digits, FileColumn column) throws IOException;

    /** The digits of a decimal, without its point, where the column has no more than {@link FileColumn#LONG_DIGITS}. */
    void decimal(long digits, FileColumn column) throws IOException;

    /** UTF-8; the bytes are only lent. */
    void text(byte[] bytes, int from, int to) throws IOException;

    /** The bytes are only lent. */
    void bytes(byte[] bytes, int from, int to) throws IOException;
}

package ingest;

import java.io.IOException;

/** The records of a stream of bytes, cut and not decoded: the bytes stay as they came in. */
interface Records {

    /** What is wrong with the shape of a record. */
    enum Fault {
        NONE,
        STRAY_QUOTE,
        UNCLOSED_QUOTE,
        /** A quote that is not closed within the longest record; the record is the line it begins on. */
        ENDLESS_QUOTE,
        TOO_LONG
    }

    /** No table has more columns; fields past it are counted, not located. */
    int MOST_FIELDS = 1600;

    /** Moves to the next record; false at the end. Lines with nothing on them are counted and passed over. */
    boolean next() throws IOException;

    /** The bytes that hold the record; valid until the next call. */
    byte[] buffer();

    /** Where the record begins in {@link #buffer()}. */
    int start();

    /** Bytes of the record without its line end. */
    int length();

    /** Fields of the record, 0 when its shape is at fault. */
    int fields();

    /** Where field {@code i} begins, from the record's start, its quotes included. */
    int fieldStart(int i);

    /** Where field {@code i} ends, from the record's start. */
    int fieldEnd(int i);

    /** What is wrong with the record's shape. */
    Fault fault();

    /** Whether the record holds a byte beyond ASCII. */
    boolean beyondAscii();

    /** Whether the record holds a NUL. */
    boolean hasNul();

    /** The line the record begins on, from 1. */
    long line();

    /** Lines with nothing on them so far. */
    long blankLines();

    /** Lines so far that were remarks. */
    default long commentLines() {
        return 0;
    }
}

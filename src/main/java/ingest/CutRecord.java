package ingest;

/** A record as it was cut: where it and its fields end, and what was seen in it. One object, used for one after the other. */
final class CutRecord {

    private final int[] fieldStarts = new int[Records.MOST_FIELDS];
    private final int[] fieldEnds = new int[Records.MOST_FIELDS];
    private int fields;
    private int length;
    private int behind;
    private long lines;
    private Records.Fault fault = Records.Fault.NONE;
    private byte seen;
    private boolean nul;

    /** Forgets the record before. */
    void begin() {
        fields = 0;
        seen = 0;
        nul = false;
        fault = Records.Fault.NONE;
    }

    /** A field from and to there, counted from where the record begins. */
    void add(int from, int to) {
        if (fields < Records.MOST_FIELDS) {
            fieldStarts[fields] = from;
            fieldEnds[fields] = to;
        }
        fields++;
    }

    void see(byte b) {
        seen |= b;
        nul |= b == 0;
    }

    void isAtFault(Records.Fault why) {
        fault = why;
    }

    /** It ends; one at fault has no fields. */
    void end(int newLength, int newBehind, long newLines) {
        fields = fault == Records.Fault.NONE ? fields : 0;
        length = newLength;
        behind = newBehind;
        lines = newLines;
    }

    /** Bytes of the record without its line end. */
    int length() {
        return length;
    }

    /** Where the next record begins. */
    int behind() {
        return behind;
    }

    /** Lines that the record takes. */
    long lines() {
        return lines;
    }

    int fields() {
        return fields;
    }

    int fieldStart(int i) {
        return fieldStarts[i];
    }

    int fieldEnd(int i) {
        return fieldEnds[i];
    }

    Records.Fault fault() {
        return fault;
    }

    boolean beyondAscii() {
        return seen < 0;
    }

    boolean hasNul() {
        return nul;
    }
}

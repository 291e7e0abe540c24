package dumps.merge;

import dumps.RowVerb;

/**
 * A row as one file has it.
 *
 * @param place of the file in the order, from 0
 * @param row how it is put in, in one byte, and then its text in the JSON of the file
 */
record Version(int place, Part part, byte[] row) {

    /** Where the text begins. */
    static final int TEXT = 1;

    private static final RowVerb[] VERBS = RowVerb.values();

    static RowVerb verb(byte[] row) {
        return VERBS[row[0]];
    }
}

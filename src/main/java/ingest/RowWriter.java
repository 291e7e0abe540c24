package ingest;

import rows.load.BatchBuilder;
import rows.load.UnfitValue;

/** Brings a well-formed record into a batch. */
interface RowWriter {

    /**
     * Adds the record in hand.
     *
     * @throws UnfitValue if a value of it means nothing in the way values are written; then nothing is added
     */
    void append(BatchBuilder chunk, FieldScanner record) throws UnfitValue;

    /** Values so far that invisible characters were taken off, where no text can be. */
    long invisible();
}

package ingest;

import ingest.value.DateEvidence;
import ingest.value.DateOrder;
import ingest.value.NumberEvidence;
import ingest.value.NumberMarks;
import postgres.Column;

/** What values show of themselves where nobody told how they are written. */
interface ValueEvidence {

    /** Values that show nothing, as of a dead letter. */
    ValueEvidence NONE = new ValueEvidence() {
        @Override
        public DateOrder order(Column column) {
            return null;
        }

        @Override
        public NumberMarks marks(Column column) {
            return null;
        }

        @Override
        public NumberMarks lateMarks(Column column) {
            return null;
        }
    };

    /**
     * The order of the numeric dates of a column; asked for when the first is met.
     *
     * @throws ledger.ProblemException if nothing proves it
     */
    DateOrder order(Column column);

    /**
     * The marks of a column's numbers, or null where they are PostgreSQL's.
     *
     * @throws ledger.ProblemException if that is not clear
     */
    NumberMarks marks(Column column);

    /**
     * The same when a comma is met in a number after others were read without.
     *
     * @throws ledger.ProblemException also if one of those may have meant something else
     */
    NumberMarks lateMarks(Column column);

    /** What showed the order of a column's dates, or null if it was not asked for. */
    default DateEvidence datesOf(Column column) {
        return null;
    }

    /** The same of its numbers. */
    default NumberEvidence numbersOf(Column column) {
        return null;
    }
}

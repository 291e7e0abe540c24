package recovery.wal;

import java.time.Instant;
import java.util.Objects;
import postgres.Lsn;

/** Up to where somebody wants a server to be rewound. */
public sealed interface Target {

    /** Everything that committed up to then, by the server's clock. */
    record Time(Instant at) implements Target {
        public Time {
            Objects.requireNonNull(at, "at");
        }

        @Override
        public String toString() {
            return "time " + at;
        }
    }

    /** Everything before a place, which need not be the beginning of a record. */
    record Place(Lsn lsn) implements Target {
        public Place {
            Objects.requireNonNull(lsn, "lsn");
        }

        @Override
        public String toString() {
            return "place " + lsn;
        }
    }

    /** Everything before a record that was found before, such as the one that committed an incident. */
    record Before(Lsn record) implements Target {
        public Before {
            Objects.requireNonNull(record, "record");
        }

        @Override
        public String toString() {
            return "the record at " + record;
        }
    }

    /**
     * Up to where a transaction committed.
     *
     * @param xid unsigned, without epoch; one of its subtransactions is as good
     * @param inclusive whether it is to be there itself
     */
    record OfTransaction(int xid, boolean inclusive) implements Target {

        @Override
        public String toString() {
            return "transaction " + Integer.toUnsignedString(xid);
        }
    }

    /** Everything before somebody called {@code pg_create_restore_point} with that name. */
    record Named(String name) implements Target {
        public Named {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public String toString() {
            return "restore point \"" + name + "\"";
        }
    }

    /** Everything that is there. */
    record Latest() implements Target {

        @Override
        public String toString() {
            return "the latest state";
        }
    }
}

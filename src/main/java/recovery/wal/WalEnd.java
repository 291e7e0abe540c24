package recovery.wal;

import postgres.Lsn;

/** Why reading went no further. */
public sealed interface WalEnd {

    /** Where the first record would have begun that could not be read. */
    Lsn at();

    /** What was found, for a person. */
    String message();

    /** Whether the log is broken here, rather than not written yet. */
    default boolean isFault() {
        return true;
    }

    /** Nothing is written there yet: an empty page, an old one that is used again, or no further segment. */
    record NotWritten(Lsn at) implements WalEnd {

        @Override
        public String message() {
            return "the log is there up to " + at;
        }

        @Override
        public boolean isFault() {
            return false;
        }
    }

    /** The beginning of a record is there, and nothing after it: it is being written, or a crash cut it off. */
    record Unfinished(Lsn at) implements WalEnd {

        @Override
        public String message() {
            return "the log is there up to %s, where a record begins that is not whole".formatted(at);
        }

        @Override
        public boolean isFault() {
            return false;
        }
    }

    /** A segment is missing, and a later one is there. */
    record Hole(Lsn at, SegmentName missing, SegmentName next) implements WalEnd {

        @Override
        public String message() {
            return "the log has a hole at %s: segment %s is missing, %s is there".formatted(at, missing, next);
        }
    }

    /** The file of a segment is shorter than a segment. */
    record Truncated(Lsn at, SegmentName segment, long bytes) implements WalEnd {

        @Override
        public String message() {
            return "segment %s has %d of %d bytes".formatted(segment, bytes, segment.size());
        }
    }

    /** A segment was written by another system. */
    record Foreign(Lsn at, SegmentName segment, long system, long expected) implements WalEnd {

        @Override
        public String message() {
            return "segment %s is of system %s and not of %s"
                    .formatted(segment, Long.toUnsignedString(system), Long.toUnsignedString(expected));
        }
    }

    /** A page was written on a timeline that does not lead where it is read from. */
    record OtherTimeline(Lsn at, SegmentName segment, int timeline) implements WalEnd {

        @Override
        public String message() {
            return "segment %s has a page of timeline %s at %s"
                    .formatted(segment, Integer.toUnsignedString(timeline), at);
        }
    }

    /** A page was written by a PostgreSQL that is none of 14 to 18, or was built for other pages. */
    record OtherFormat(Lsn at, SegmentName segment, String what) implements WalEnd {

        @Override
        public String message() {
            return "segment %s cannot be read: %s".formatted(segment, what);
        }
    }

    /** Bytes are not those that were written. */
    record Damaged(Lsn at, SegmentName segment, String what) implements WalEnd {

        @Override
        public String message() {
            return "segment %s is damaged at %s: %s".formatted(segment, at, what);
        }
    }
}

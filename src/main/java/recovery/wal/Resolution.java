package recovery.wal;

import java.util.List;
import java.util.Objects;
import postgres.Lsn;

/** What a target comes to, after the log was read up to it. */
public sealed interface Resolution {

    /**
     * The target is there, and everything before it is whole.
     *
     * @param stop the record to stop at, to be given to PostgreSQL as {@code recovery_target_lsn}
     * @param inclusive whether that record is still replayed
     * @param last whether nothing is known that comes after it
     * @param seen what is replayed on the way
     * @param invalid object ids of databases that are whole, but marked as being dropped
     */
    record Reached(Lsn stop, boolean inclusive, boolean last, Seen seen, List<Integer> invalid) implements Resolution {
        public Reached {
            Objects.requireNonNull(stop, "stop");
            Objects.requireNonNull(seen, "seen");
            invalid = List.copyOf(invalid);
        }

        /** One at which no database is being dropped. */
        public Reached(Lsn stop, boolean inclusive, boolean last, Seen seen) {
            this(stop, inclusive, last, seen, List.of());
        }
    }

    /** It is not, or may not be; nothing was started. */
    sealed interface Refused extends Resolution {

        /** What was found instead, for a person. */
        String message();

        /** What was read. */
        Seen seen();
    }

    /** The base backup is not yet whole at the target. */
    record BeforeBackup(Target target, Lsn found, Lsn backupEnd, Seen seen) implements Refused {

        @Override
        public String message() {
            return "%s is at %s, before the end of the base backup at %s".formatted(target, found, backupEnd);
        }
    }

    /** The log ends, in order, before the target. */
    record NotReached(Target target, WalEnd end, Seen seen) implements Refused {

        @Override
        public String message() {
            return "%s is not in the log: %s%s"
                    .formatted(
                            target,
                            end.message(),
                            seen.lastCommit()
                                    .map(at -> ", the last commit in it is of " + at)
                                    .orElse(""));
        }
    }

    /** The log is broken before the target, or before the base backup is whole. */
    record Broken(Target target, WalEnd end, Seen seen) implements Refused {

        @Override
        public String message() {
            return "%s cannot be reached: %s".formatted(target, end.message());
        }
    }

    /** Several moments have that name. */
    record Ambiguous(Target target, List<Landmark.RestorePoint> points, Seen seen) implements Refused {
        public Ambiguous {
            points = List.copyOf(points);
        }

        @Override
        public String message() {
            return "%s is there %d times: %s"
                    .formatted(
                            target,
                            points.size(),
                            String.join(
                                    ", ",
                                    points.stream()
                                            .map(point -> "%s (%s)".formatted(point.lsn(), point.at()))
                                            .toList()));
        }
    }

    /** The transaction did not commit. */
    record RolledBack(Target target, Lsn at, Seen seen) implements Refused {

        @Override
        public String message() {
            return "%s was rolled back, at %s".formatted(target, at);
        }
    }

    /** A database was being dropped, and others committed between the removal of its files and the target. */
    record DatabaseHalfDropped(Target target, Landmark.DatabaseDropped dropped, Lsn at, Seen seen) implements Refused {

        @Override
        public String message() {
            return "%s cannot be reached whole: a database was being dropped, its files went at %s, and others committed between that and %s; say one of the two places"
                    .formatted(target, dropped.lsn(), at);
        }
    }

    /** No record begins there. */
    record NoRecord(Target target, Lsn next, Seen seen) implements Refused {

        @Override
        public String message() {
            return "%s is none: the next record begins at %s".formatted(target, next);
        }
    }

    /** Replaying would write into the folder of a tablespace that was made since. */
    record TablespaceMade(Target target, Landmark.TablespaceCreated tablespace, Seen seen) implements Refused {

        @Override
        public String message() {
            return "%s cannot be reached: a tablespace in %s was made after the base backup, at %s, and replaying that would write into it"
                    .formatted(target, tablespace.folder(), tablespace.lsn());
        }
    }
}

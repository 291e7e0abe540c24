package recovery.wal;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postgres.Lsn;

/**
 * Finds the record that a target means, by reading all of the log that would be replayed before it. PostgreSQL itself passes
 * over most of what is refused here, and opens at the wrong place without a word.
 *
 * <p>A time means what PostgreSQL's {@code recovery_target_time} means: up to the first transaction that ended later. Source:
 * {@code recoveryStopsBefore} and {@code recoveryStopsAfter} in {@code xlogrecovery.c}.
 */
public final class TargetCheck {

    private final ReplayRange range;
    private final Target target;
    private final Sight sight;
    private final DatabaseDrop drop = new DatabaseDrop();
    private final List<Landmark.RestorePoint> named = new ArrayList<>();
    private final List<Landmark.RestorePoint> namedBeforeEnd = new ArrayList<>();
    private Seen seenAtName;
    private Instant consistentFrom = Instant.MIN;
    private Landmark.TablespaceCreated tablespaceAtName;

    private TargetCheck(ReplayRange range, Target target) {
        this.range = range;
        this.target = target;
        this.sight = new Sight(range.backupStart());
    }

    /** Reads as far as it has to, which for a name and for the latest state is all there is. */
    public static Resolution resolve(ReplayRange range, Target target) throws IOException {
        return new TargetCheck(range, target).resolve();
    }

    private Resolution resolve() throws IOException {
        try (WalReader reader = new WalReader(range.source(), range.backupStart())) {
            while (reader.next()) {
                WalRecord record = reader.record();
                Landmark landmark = Landmark.of(record);
                Optional<Resolution> found = look(record, landmark);
                if (found.isPresent()) {
                    return found.get();
                }
                drop.pass(record, landmark, sight);
                sight.pass(record, landmark);
                afterwards(record, landmark);
            }
            return atTheEnd(reader.end());
        }
    }

    /** Whether a record that has not been passed yet is what the target means. */
    private Optional<Resolution> look(WalRecord record, Landmark landmark) {
        if (target instanceof Target.Time time) {
            return TransactionEnd.endsOne(record) && TransactionEnd.time(record).isAfter(time.at())
                    ? Optional.of(isTooEarly(time) ? tooEarly(record.lsn()) : stopBefore(record, landmark))
                    : Optional.empty();
        }
        if (target instanceof Target.Place place) {
            return record.start() >= place.lsn().bytes()
                    ? Optional.of(stopBefore(record, landmark, place.lsn()))
                    : Optional.empty();
        }
        if (target instanceof Target.Before before) {
            if (record.start() < before.record().bytes()) {
                return Optional.empty();
            }
            return Optional.of(
                    record.lsn().equals(before.record())
                            ? stopBefore(record, landmark)
                            : new Resolution.NoRecord(target, record.lsn(), sight.seen()));
        }
        if (target instanceof Target.OfTransaction of) {
            return lookForTransaction(record, landmark, of);
        }
        return Optional.empty();
    }

    private void afterwards(WalRecord record, Landmark landmark) {
        if (target instanceof Target.Named name
                && landmark instanceof Landmark.RestorePoint point
                && point.name().equals(name.name())) {
            note(point);
        }
        if (target instanceof Target.Time && record.start() < range.backupEnd().bytes()) {
            Instant told = Checkpoint.isOne(record) ? Checkpoint.time(record) : TransactionEnd.time(record);
            if (told != null && told.isAfter(consistentFrom)) {
                consistentFrom = told;
            }
        }
    }

    private Optional<Resolution> lookForTransaction(WalRecord record, Landmark landmark, Target.OfTransaction wanted) {
        if (!TransactionEnd.endsOne(record)) {
            return Optional.empty();
        }
        TransactionEnd end = TransactionEnd.of(record);
        if (end.xid() != wanted.xid() && !end.subtransactions().contains(wanted.xid())) {
            return Optional.empty();
        }
        return Optional.of(
                end.committed()
                        ? wanted.inclusive() ? stopBehind(record) : stopBefore(record, landmark)
                        : new Resolution.RolledBack(target, end.lsn(), sight.seen()));
    }

    private void note(Landmark.RestorePoint point) {
        if (point.lsn().isBefore(range.backupEnd())) {
            namedBeforeEnd.add(point);
            return;
        }
        if (named.isEmpty()) {
            seenAtName = sight.seen();
            tablespaceAtName = sight.tablespace();
        }
        named.add(point);
    }

    private Resolution stopBefore(WalRecord record, Landmark landmark) {
        return stopBefore(record, landmark, record.lsn());
    }

    private Resolution stopBefore(WalRecord record, Landmark landmark, Lsn meant) {
        if (meant.isBefore(range.backupEnd())) {
            return tooEarly(meant);
        }
        return unlessTablespace(
                sight.tablespace(),
                drop.instead(target, record.lsn())
                        .orElseGet(() -> new Resolution.Reached(
                                record.lsn(), false, false, sight.seen(), DatabaseDrop.by(landmark))));
    }

    private Resolution stopBehind(WalRecord record) {
        return record.lsn().isBefore(range.backupEnd())
                ? tooEarly(record.lsn())
                : unlessTablespace(sight.tablespace(), new Resolution.Reached(record.lsn(), true, false, sight.seen()));
    }

    /** A server's state of then is not what the backup has, even if nothing is in the log between the two. */
    private boolean isTooEarly(Target.Time time) {
        return time.at().isBefore(range.backupEndedAt().orElse(consistentFrom));
    }

    private Resolution tooEarly(Lsn found) {
        return new Resolution.BeforeBackup(target, found, range.backupEnd(), sight.seen());
    }

    private Resolution unlessTablespace(Landmark.TablespaceCreated made, Resolution reached) {
        return made == null ? reached : new Resolution.TablespaceMade(target, made, sight.seen());
    }

    private Resolution atTheEnd(WalEnd end) {
        if (named.size() > 1) {
            return new Resolution.Ambiguous(target, named, sight.seen());
        }
        if (named.size() == 1) {
            return unlessTablespace(
                    tablespaceAtName, new Resolution.Reached(named.get(0).lsn(), true, false, seenAtName));
        }
        if (end.isFault() || end.at().isBefore(range.backupEnd())) {
            return new Resolution.Broken(target, end, sight.seen());
        }
        if (!namedBeforeEnd.isEmpty()) {
            return tooEarly(namedBeforeEnd.get(0).lsn());
        }
        if (target instanceof Target.Time time && isTooEarly(time)) {
            return tooEarly(end.at());
        }
        if (target instanceof Target.Place place && place.lsn().isBefore(range.backupEnd())) {
            return tooEarly(place.lsn());
        }
        if (target instanceof Target.Latest || isPassed() || isWithin(end)) {
            return unlessTablespace(sight.tablespace(), new Resolution.Reached(sight.to(), true, true, sight.seen()));
        }
        return new Resolution.NotReached(target, end, sight.seen());
    }

    /** A time at which nothing had ended any more, but up to which everything is here. */
    private boolean isPassed() {
        return target instanceof Target.Time time
                && range.receivedAt()
                        .filter(received -> !received.isBefore(time.at()))
                        .isPresent();
    }

    /** A place in the last record, or just behind it. */
    private boolean isWithin(WalEnd end) {
        return target instanceof Target.Place place && !end.at().isBefore(place.lsn());
    }
}

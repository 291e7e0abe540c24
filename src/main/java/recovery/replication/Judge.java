package recovery.replication;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postgres.Lsn;
import recovery.RecoverySettings;

/** Says of one standby how far it is behind, what would be lost, and whether it may take the server's place. */
final class Judge {

    private static final double MILLIS = 1000.0;

    private final RecoverySettings settings;
    private final LogReading reading;
    private final Instant now;
    private final Optional<Lsn> end;
    private final Lsn written;
    private final Lsn flushed;

    /**
     * @param end how far the server is on its disk, where it answers
     * @param written how far it was when it last answered
     * @param flushed the same on its disk
     */
    Judge(RecoverySettings settings, LogReading reading, Instant now, Optional<Lsn> end, Lsn written, Lsn flushed) {
        this.settings = settings;
        this.reading = reading;
        this.now = now;
        this.end = end;
        this.written = written;
        this.flushed = flushed;
    }

    /**
     * Judges one.
     *
     * @param sender what the server says of it, where it is sent the log
     * @param grant what our role lacks to see how far it is, or null
     */
    StandbyFacts of(Known known, Optional<Sender> sender, String grant) throws IOException {
        Optional<Lsn> has = known.flushed();
        Optional<Lsn> shows = known.replayed().or(() -> has);
        Double unflushed = seconds(
                has,
                sender.map(Sender::flushSeconds),
                known.times().caughtUp(),
                known.times().seen());
        Double lag = seconds(
                shows,
                sender.map(Sender::replaySeconds),
                known.times().showedAll(),
                known.times().seen());
        Long lagBytes = shows.map(at -> behind(at, written)).orElse(null);
        LogReading.Counted atRisk = count(has);
        LogReading.Counted notShown = has.equals(shows) ? atRisk : count(shows);
        boolean past = settings.lag()
                        .maxBytes()
                        .filter(most -> lagBytes != null && lagBytes > most)
                        .isPresent()
                || settings.lag()
                        .maxSeconds()
                        .filter(most -> lag != null && lag > most)
                        .isPresent();
        List<String> against = against(known, past, atRisk);
        List<String> unknown = grant != null ? List.of(grant) : unknown(atRisk);
        return new StandbyFacts(
                known.name(),
                state(known, grant),
                knownBy(known, sender),
                known.way().slot(),
                known.way().address(),
                known.way().database(),
                known.way().via(),
                known.doing().sync(),
                known.places().sent(),
                known.places().written(),
                known.places().flushed(),
                known.places().replayed(),
                known.times().seen(),
                known.times().cutOff(),
                known.times().paused(),
                lagBytes,
                lag,
                has.map(at -> behind(at, written)).orElse(null),
                unflushed,
                lost(atRisk),
                lost(notShown),
                past,
                !against.isEmpty() ? Boolean.FALSE : unknown.isEmpty() ? Boolean.TRUE : null,
                against.isEmpty() ? unknown : against);
    }

    private LogReading.Counted count(Optional<Lsn> place) throws IOException {
        return place.isEmpty()
                ? new LogReading.Counted.Unknown("nobody knows how far it is")
                : reading.after(place.get(), end);
    }

    private static RowsLost lost(LogReading.Counted counted) {
        return counted instanceof LogReading.Counted.Rows rows ? rows.lost() : null;
    }

    private static List<String> unknown(LogReading.Counted counted) {
        return counted instanceof LogReading.Counted.Unknown unknown ? List.of(unknown.why()) : List.of();
    }

    private List<String> against(Known known, boolean past, LogReading.Counted atRisk) {
        List<String> against = new ArrayList<>();
        if (known.doing().promoted()) {
            return List.of("it stands by no more: it takes writers of its own");
        }
        if (end.isPresent() && !known.doing().connected() && known.way().via() == null) {
            against.add("it is cut off since " + known.times().cutOff() + ", and falls further behind");
        }
        if (known.doing().paused()) {
            against.add("it has stopped showing what it receives since "
                    + known.times().paused()
                    + ": select pg_wal_replay_resume() there first, or promoting it takes long");
        }
        if (past) {
            against.add("it is further behind than recovery.lag allows");
        }
        RowsLost lost = lost(atRisk);
        if (lost != null && lost.rows() > settings.failover().maxRows()) {
            against.add(lost.rows() + " rows of " + lost.transactions()
                    + " transactions would be lost, and recovery.failover.max-rows is "
                    + settings.failover().maxRows());
        } else if (lost != null && !lost.exact()) {
            against.add("more rows may be lost than were counted: the log does not reach back far enough");
        }
        return against;
    }

    private String state(Known known, String grant) {
        if (known.doing().promoted()) {
            return "promoted";
        }
        if (!known.doing().connected() && known.way().via() == null) {
            return "cut-off";
        }
        if (known.doing().paused()) {
            return "paused";
        }
        return grant != null && known.doing().state() == null
                ? "unseen"
                : known.doing().state();
    }

    private static List<String> knownBy(Known known, Optional<Sender> sender) {
        List<String> by = new ArrayList<>();
        if (sender.filter(Sender::connected).isPresent()) {
            by.add("connection");
        }
        if (sender.map(Sender::slot).isPresent()) {
            by.add("slot");
        }
        if (known.way().database() != null) {
            by.add("database");
        }
        if (by.isEmpty()) {
            by.add("memory");
        }
        return by;
    }

    private static long behind(Lsn at, Lsn end) {
        return Math.max(0, end.bytesSince(at));
    }

    /** What the server measured last, or how long it has been so. */
    private Double seconds(Optional<Lsn> place, Optional<Double> measured, Instant wasThere, Instant seen) {
        if (place.isEmpty()) {
            return null;
        }
        if (!place.get().isBefore(flushed)) {
            return 0.0;
        }
        if (measured.isPresent()) {
            return measured.get();
        }
        Instant since = wasThere != null ? wasThere : seen;
        return since == null ? null : Math.max(0, Duration.between(since, now).toMillis()) / MILLIS;
    }
}

package recovery.replication;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import postgres.Lsn;

/**
 * A standby as it was last seen; null is what was never known.
 *
 * @param key what tells it from all others
 * @param name what people call it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Known(String key, String name, Way way, Doing doing, Places places, Times times) {

    Known {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(way, "way");
        Objects.requireNonNull(doing, "doing");
        Objects.requireNonNull(places, "places");
        Objects.requireNonNull(times, "times");
    }

    /**
     * How it is reached.
     *
     * @param slot by which the log is kept for it
     * @param database its name among {@code databases.<name>}
     * @param via the standby that sends it the log, where the server itself does not
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Way(String slot, String address, String database, String via) {}

    /**
     * What it does.
     *
     * @param connected whether it is sent the log
     * @param state as the sender told it
     * @param sync whether commits wait for it
     * @param paused whether it has stopped showing what it receives
     * @param promoted whether it takes writers of its own
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Doing(boolean connected, String state, String sync, boolean paused, boolean promoted) {}

    /** How far it is, as PostgreSQL writes places. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Places(String sent, String written, String flushed, String replayed) {

        private static String of(Lsn place) {
            return place == null ? null : place.toString();
        }
    }

    /**
     * Since when.
     *
     * @param seen when it was last heard of
     * @param cutOff since when it is not sent the log, as far as anybody looked
     * @param paused since when it shows no more
     * @param caughtUp when it last had everything on its disk
     * @param showedAll when it last showed everything
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Times(Instant seen, Instant cutOff, Instant paused, Instant caughtUp, Instant showedAll) {}

    static Known nobody(String key, String name) {
        return new Known(
                key,
                name,
                new Way(null, null, null, null),
                new Doing(false, null, null, false, false),
                new Places(null, null, null, null),
                new Times(null, null, null, null, null));
    }

    /**
     * It is sent the log, or was and has a slot that keeps it.
     *
     * @param end how far the server is
     */
    Known seen(Sender sender, Instant at, Lsn end) {
        if (!sender.connected()) {
            // A slot keeps no more than what its standby does not have.
            Lsn kept = sender.restart();
            boolean further =
                    kept != null && flushed().map(known -> known.isBefore(kept)).orElse(true);
            return away(at).over(new Way(sender.slot(), way.address, way.database, way.via))
                    .at(further ? new Places(null, null, kept.toString(), places.replayed) : places);
        }
        Places now = new Places(
                Places.of(sender.sent()),
                Places.of(sender.written()),
                Places.of(sender.flushed()),
                Places.of(sender.replayed()));
        return new Known(
                key,
                sender.name(),
                new Way(sender.slot(), sender.address(), way.database, null),
                new Doing(true, sender.state(), sender.sync(), doing.paused, false),
                now,
                new Times(
                        at,
                        null,
                        times.paused,
                        isAt(sender.flushed(), end) ? at : times.caughtUp,
                        isAt(sender.replayed(), end) ? at : times.showedAll));
    }

    /** It says of itself how far it is; where it is sent the log, the sender's word is of the same moment as the rest. */
    Known seen(StandbyLook look, Instant at) {
        boolean pausedNow = look.standby() && look.paused();
        Places own =
                doing.connected ? places : new Places(null, null, Places.of(look.has()), Places.of(look.replayed()));
        return new Known(
                key,
                name,
                new Way(way.slot, way.address, look.database(), way.via),
                new Doing(doing.connected, doing.state, doing.sync, pausedNow, !look.standby()),
                own,
                new Times(
                        at,
                        times.cutOff,
                        !pausedNow ? null : times.paused == null ? at : times.paused,
                        times.caughtUp,
                        times.showedAll));
    }

    /** Another standby sends it the log. */
    Known below(String standby) {
        return over(new Way(way.slot, way.address, way.database, standby));
    }

    /** It is not sent the log. */
    Known away(Instant at) {
        return new Known(
                key,
                name,
                way,
                new Doing(false, null, null, doing.paused, doing.promoted),
                places,
                new Times(
                        times.seen,
                        times.cutOff == null ? at : times.cutOff,
                        times.paused,
                        times.caughtUp,
                        times.showedAll));
    }

    private Known over(Way other) {
        return new Known(key, name, other, doing, places, times);
    }

    private Known at(Places other) {
        return new Known(key, name, way, doing, other, times);
    }

    private static boolean isAt(Lsn place, Lsn end) {
        return place != null && !place.isBefore(end);
    }

    /** What is on its disk. */
    Optional<Lsn> flushed() {
        return Stream.of(places.flushed, places.replayed)
                .filter(Objects::nonNull)
                .map(Lsn::parse)
                .max(Lsn::compareTo);
    }

    /** What it shows. */
    Optional<Lsn> replayed() {
        return Optional.ofNullable(places.replayed).map(Lsn::parse);
    }
}

package ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import ledger.Run;
import org.jboss.logging.Logger;

/**
 * Files of the inbox whose run has ended: one that cannot be put away is not loaded once more but put away later, and one
 * whose writer had only paused is found again when it grows.
 */
public final class EndedFiles {

    private static final Logger LOG = Logger.getLogger(EndedFiles.class);

    /** Whoever moves a file first has this long to do so. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** A writer that pauses for longer is not waited for. */
    private static final Duration LATE_WRITERS = Duration.ofMinutes(15);

    private final Inbox inbox;
    private final Map<Path, Ended> waiting = new ConcurrentHashMap<>();
    private final Map<Path, Ended> moved = new ConcurrentHashMap<>();

    EndedFiles(Inbox inbox) {
        this.inbox = inbox;
    }

    /**
     * A file whose run has ended.
     *
     * @param path where it lay
     * @param place where it was to end, null until it is known
     * @param key what the file system knows it by, or null
     * @param bytes that were loaded
     */
    private record Ended(Run run, Path path, Path place, Object key, long bytes, Instant next, Duration pause) {

        Ended at(Path newPlace) {
            return new Ended(run, path, newPlace, key, bytes, next, pause);
        }

        Ended later() {
            Duration twice = pause.multipliedBy(2);
            Duration longer = twice.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : twice;
            return new Ended(run, path, place, key, bytes, Instant.now().plus(longer), longer);
        }
    }

    /**
     * A file that is longer than what was loaded of it.
     *
     * @param first the run that loaded its beginning
     * @param file where it lies now
     * @param path where it lay in the inbox
     */
    public record Grown(Run first, Path file, Path path) {}

    void note(Run run, Path path) {
        BasicFileAttributes file = attributes(path);
        if (file != null) {
            long bytes = run.detail().path("bytes").asLong(file.size());
            waiting.put(
                    path,
                    new Ended(
                            run,
                            path,
                            null,
                            file.fileKey(),
                            bytes,
                            Instant.now().plus(FIRST_WAIT),
                            FIRST_WAIT));
        }
    }

    void placed(Path path, Path place) {
        waiting.computeIfPresent(path, (where, ended) -> ended.at(place));
    }

    /** Whether the file there has had its run; another of the same name has not. */
    boolean holds(Path path) {
        Ended ended = waiting.get(path);
        BasicFileAttributes file = ended == null ? null : attributes(path);
        return file != null && Objects.equals(file.fileKey(), ended.key);
    }

    /** Puts away what could not be put away, and finds what has grown since it was loaded. */
    List<Grown> look() {
        List<Grown> grown = new ArrayList<>();
        for (Ended ended : List.copyOf(waiting.values())) {
            if (!holds(ended.path)) {
                waiting.remove(ended.path);
                if (ended.place != null) {
                    moved.put(ended.place, ended);
                }
            } else if (Instant.now().isAfter(ended.next)) {
                again(ended);
            }
        }
        for (Ended ended : List.copyOf(moved.values())) {
            BasicFileAttributes file = attributes(ended.place);
            if (file == null
                    || !Objects.equals(file.fileKey(), ended.key)
                    || Instant.now().isAfter(ended.next.plus(LATE_WRITERS))) {
                moved.remove(ended.place);
            } else if (file.size() > ended.bytes) {
                moved.remove(ended.place);
                grown.add(new Grown(ended.run, ended.place, ended.path));
            }
        }
        return grown;
    }

    private void again(Ended ended) {
        try {
            Path place = Path.of(inbox.putAway(ended.run));
            Files.move(ended.path, place, StandardCopyOption.ATOMIC_MOVE);
            waiting.remove(ended.path);
            moved.put(place, ended.at(place));
            LOG.infof("%s is put away now, as %s", ended.path, place);
        } catch (IOException e) {
            if (ended.pause.equals(FIRST_WAIT)) {
                LOG.warnf(
                        "%s cannot be put away, though its run %s has ended; it is not loaded again, and tried until it"
                                + " can be: %s",
                        ended.path, ended.run.id(), e);
            }
            waiting.replace(ended.path, ended.later());
        }
    }

    private static BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException gone) {
            return null;
        }
    }
}

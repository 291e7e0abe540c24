package recovery.window;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import ledger.Json;
import postgres.DurableFiles;

/** What would have been lost in the last days, hour by hour, in a file beside the log: it outlives the server. */
public final class RpoHistory {

    private static final String FILE = "rpo.json";
    private static final int HOURS = 7 * 24;
    private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);

    private final Path file;
    private Deque<Hour> hours;
    private Instant writtenAt = Instant.EPOCH;

    /**
     * The worst moment of an hour.
     *
     * @param hour its beginning
     * @param seconds for so long not everything was here, at most
     * @param bytes so much log was not here, at most
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Hour(Instant hour, double seconds, long bytes) {

        private Hour with(WindowFacts.Rpo now) {
            return new Hour(hour, Math.max(seconds, now.seconds()), Math.max(bytes, now.bytes()));
        }
    }

    RpoHistory(Path folder) {
        file = folder.resolve(FILE);
    }

    /** Enters what would be lost now. */
    synchronized void sample(WindowFacts.Rpo now, Instant at) throws IOException {
        if (now.seconds() == null || now.bytes() == null) {
            return;
        }
        read();
        Instant hour = at.truncatedTo(ChronoUnit.HOURS);
        boolean begun = !hours.isEmpty() && hours.peekLast().hour().equals(hour);
        Hour worst = (begun ? hours.removeLast() : new Hour(hour, 0, 0)).with(now);
        hours.addLast(worst);
        while (hours.size() > HOURS) {
            hours.removeFirst();
        }
        if (!begun || Duration.between(writtenAt, at).compareTo(BETWEEN_WRITES) >= 0) {
            DurableFiles.write(file, Json.write(hours) + "\n");
            writtenAt = at;
        }
    }

    /** The latest hour last. */
    synchronized List<Hour> hours() throws IOException {
        read();
        return List.copyOf(hours);
    }

    /** One that a power cut left damaged says nothing. */
    private void read() throws IOException {
        if (hours == null) {
            hours = new ArrayDeque<>();
            if (Files.exists(file)) {
                try {
                    hours.addAll(List.of(Json.read(Files.readString(file), Hour[].class)));
                } catch (IllegalArgumentException damaged) {
                    hours.clear();
                }
            }
        }
    }
}

package recovery.window;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import ledger.Json;
import postgres.DurableFiles;

/** How long it took to have a server back, each time that was done, in a file beside those servers. */
public final class RtoHistory {

    private static final String FILE = "rto.json";
    private static final int MOST = 50;

    private final Path file;

    /**
     * One that was measured.
     *
     * @param what {@code recovery}, or {@code proof} of a base backup
     * @param seconds from the request to a server that answers
     * @param serverBytes of its files
     * @param replayedBytes of log
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Measured(Instant at, String what, double seconds, long serverBytes, long replayedBytes) {}

    public RtoHistory(Path folder) {
        file = folder.resolve(FILE);
    }

    /** Enters one that is over now. */
    public synchronized void add(Measured measured) throws IOException {
        List<Measured> all = new ArrayList<>(all());
        all.add(measured);
        DurableFiles.write(file, Json.write(all.subList(Math.max(0, all.size() - MOST), all.size())) + "\n");
    }

    /** The latest last; a damaged file says nothing. */
    public synchronized List<Measured> all() throws IOException {
        try {
            return Files.exists(file) ? List.of(Json.read(Files.readString(file), Measured[].class)) : List.of();
        } catch (IllegalArgumentException damaged) {
            return List.of();
        }
    }
}

package recovery.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import ledger.Json;
import postgres.DurableFiles;

/**
 * The standbys that were seen, and the server as it was: in a file beside the log, as the database may be what is gone. One
 * that is not heard of any more stays until it is forgotten by its name.
 */
final class StandbyMemory {

    private static final String FILE = "standbys.json";

    private final Path file;
    private final TreeMap<String, Known> standbys = new TreeMap<>();
    private Server server;
    private String written = "";

    /** @param folder of the log */
    StandbyMemory(Path folder) throws IOException {
        file = folder.resolve(FILE);
        if (Files.exists(file)) {
            written = Files.readString(file);
            Kept kept = Json.read(written, Kept.class);
            server = kept.server;
            kept.standbys.forEach(known -> standbys.put(known.key(), known));
        }
    }

    /** The server as it was last seen. */
    record Server(String lsn, String flushed, int timeline, String system, Instant seen) {}

    /** All of it. */
    private record Kept(Server server, List<Known> standbys) {}

    Collection<Known> all() {
        return List.copyOf(standbys.values());
    }

    Optional<Server> server() {
        return Optional.ofNullable(server);
    }

    /** The one with that key, or somebody new. */
    Known find(String key, String name) {
        return standbys.getOrDefault(key, Known.nobody(key, name));
    }

    void put(Known known) {
        standbys.put(known.key(), known);
    }

    void put(ServerLook look) {
        server =
                new Server(look.lsn().toString(), look.flushed().toString(), look.timeline(), look.system(), look.at());
    }

    /** Forgets one by its name; whether there was one. */
    boolean forget(String name) throws IOException {
        boolean there = standbys.values().removeIf(known -> known.name().equals(name));
        keep();
        return there;
    }

    void keep() throws IOException {
        String now = Json.write(new Kept(server, List.copyOf(standbys.values())));
        if (!now.equals(written)) {
            DurableFiles.write(file, now);
            written = now;
        }
    }
}

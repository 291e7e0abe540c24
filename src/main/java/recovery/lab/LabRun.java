package recovery.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DurableFiles;
import postgres.OwnFiles;
import postgres.server.PgPrograms;
import recovery.servers.ServerPrograms;

/** The place of one exercise: its servers, and what looks after them. Closed, nothing runs and nothing is left of it. */
final class LabRun implements AutoCloseable {

    private final UUID id;
    private final Exercise exercise;
    private final Path folder;
    private final ServerPrograms programs;
    private final LabProtocol protocol;
    private final Map<String, LabServer> servers = new LinkedHashMap<>();
    private final Map<String, LabHouse> houses = new LinkedHashMap<>();

    LabRun(UUID id, Exercise exercise, Path folder, ServerPrograms programs, LabProtocol protocol) throws IOException {
        this.id = id;
        this.exercise = exercise;
        this.folder = Files.createDirectory(folder, DurableFiles.OWNER_ONLY_FOLDER);
        this.programs = programs;
        this.protocol = protocol;
    }

    LabProtocol protocol() {
        return protocol;
    }

    Exercise exercise() {
        return exercise;
    }

    Path folder() {
        return folder;
    }

    /** A new server. */
    LabServer server(String name, Map<String, String> settings) throws IOException {
        PgPrograms suiting = programs.toMakeServers();
        return add(name, LabServer.make(suiting, folder.resolve(name), settings));
    }

    /** Is ended with the exercise. */
    LabServer add(String name, LabServer server) {
        synchronized (servers) {
            servers.put(name, server);
        }
        return server;
    }

    /** What looks after a server, as the service looks after its own. */
    LabHouse house(String name, LabServer server) throws IOException {
        LabHouse house = new LabHouse(server, OwnFiles.folder(folder.resolve(name + "-kept")), programs);
        houses.put(name, house);
        return house;
    }

    /** Of what it was said that it is so. */
    void require(boolean so, String otherwise) {
        if (!so) {
            throw new ProblemException(Problem.notEqual(
                    "the exercise did not go as it should: " + otherwise, "see its steps, and tell us"));
        }
    }

    /** Those that run, with the way into them. */
    List<LabState.Running> running() {
        synchronized (servers) {
            return servers.entrySet().stream()
                    .filter(server -> server.getValue().isRunning())
                    .map(server -> new LabState.Running(
                            server.getKey(), server.getValue().psql()))
                    .toList();
        }
    }

    LabState state(Instant until) {
        return new LabState(
                id, exercise.text(), protocol.isWaiting(), protocol.yours(), protocol.steps(), running(), until);
    }

    @Override
    public void close() throws IOException {
        protocol.close();
        houses.values().forEach(LabHouse::close);
        synchronized (servers) {
            servers.values().forEach(LabServer::close);
        }
        clear(folder);
    }

    /** Ends all servers below a folder, of whatever process, and removes it. */
    static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        LabServer.endBelow(folder);
        DurableFiles.empty(folder);
        Files.delete(folder);
    }
}

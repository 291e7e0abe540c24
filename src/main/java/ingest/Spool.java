package ingest;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import ledger.Json;
import org.jboss.logging.Logger;
import postgres.OwnFiles;

/**
 * Bodies of requests on their way in: one file each, and beside it, once the run is promised, the request as JSON. So a
 * promise outlives the process.
 */
public final class Spool {

    private static final String BODY = ".body";
    private static final String REQUEST = ".json";
    private static final String DAMAGED = "damaged";
    private static final Logger LOG = Logger.getLogger(Spool.class);

    private final Path directory;

    /**
     * @param directory made if missing
     * @throws IOException if it cannot be
     */
    public Spool(Path directory) throws IOException {
        this.directory = OwnFiles.folders(directory).toRealPath();
    }

    /** Where the body of that run goes. */
    public Path body(UUID run) {
        return directory.resolve(run + BODY);
    }

    /** Puts the request beside its body: from here on a crash does not lose it. */
    public LoadRequest promise(LoadRequest request) throws IOException {
        Path making = directory.resolve(request.run() + ".making");
        ByteBuffer json = ByteBuffer.wrap(Json.mapper().writeValueAsBytes(request));
        try (FileChannel file = OwnFiles.channel(making, CREATE, TRUNCATE_EXISTING, WRITE)) {
            while (json.hasRemaining()) {
                file.write(json);
            }
            // Before it gets its name: half a promise would stop every start from now on.
            file.force(true);
        }
        Files.move(making, directory.resolve(request.run() + REQUEST), StandardCopyOption.ATOMIC_MOVE);
        return request;
    }

    /** The run has ended: its body is no longer needed. */
    public void forget(UUID run) throws IOException {
        Files.deleteIfExists(directory.resolve(run + REQUEST));
        Files.deleteIfExists(body(run));
    }

    /** Requests that were promised and, as far as the spool knows, not kept. */
    public List<LoadRequest> promised() throws IOException {
        List<LoadRequest> requests = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(REQUEST))::iterator) {
                try {
                    requests.add(request(file));
                } catch (IOException | RuntimeException e) {
                    putAside(file, e);
                }
            }
        }
        return requests;
    }

    /** What cannot be read keeps no other promise from being kept; it is there for whoever wants to see it. */
    private void putAside(Path promise, Exception fault) throws IOException {
        if (fault instanceof IOException && !(fault instanceof JsonProcessingException) && !Files.isReadable(promise)) {
            LOG.warnf("cannot read what was promised in %s, which is tried again: %s", promise, fault);
            return;
        }
        Path damaged = OwnFiles.folders(directory.resolve(DAMAGED));
        String name = promise.getFileName().toString();
        Path body = directory.resolve(name.substring(0, name.length() - REQUEST.length()) + BODY);
        Files.move(promise, damaged.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        if (Files.exists(body)) {
            Files.move(body, damaged.resolve(body.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        LOG.errorf(
                "cannot understand what was promised, so it is not kept: %s (%s)\nHINT: see %s, and send it again",
                name, fault.getMessage(), damaged);
    }

    /** Earlier versions wrote what is said of the run, and how to load, among the rest. */
    private static LoadRequest request(Path file) throws IOException {
        if (!(Json.mapper().readTree(file.toFile()) instanceof ObjectNode json)) {
            throw new IOException("cannot read what was promised in " + file + ": it holds no request");
        }
        if (!json.has("header")) {
            ObjectNode header = Json.mapper().createObjectNode();
            for (String name : List.of("run", "door", "idempotencyKey")) {
                header.set(name, json.remove(name));
            }
            json.set("header", header);
        }
        if (json.has("mode")) {
            json.set("options", options(json));
            json.remove(List.of("mode", "again"));
        }
        return Json.mapper().treeToValue(json, LoadRequest.class);
    }

    private static ObjectNode options(ObjectNode json) {
        ObjectNode said = Json.mapper().createObjectNode();
        said.putArray("mode").add(json.get("mode").asText());
        said.putArray("again").add(json.get("again").asText());
        for (Map.Entry<String, JsonNode> option : json.get("options").properties()) {
            if (!option.getValue().isNull()) {
                said.putArray(option.getKey().equals("nullText") ? "null" : option.getKey())
                        .add(option.getValue().asText());
            }
        }
        return said;
    }

    /** Removes bodies that nobody was promised anything for: their requests broke off. */
    public void sweep() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.equals(DAMAGED)) {
                    continue;
                }
                if (name.endsWith(BODY)) {
                    String run = name.substring(0, name.length() - BODY.length());
                    if (!Files.exists(directory.resolve(run + REQUEST))) {
                        Files.delete(file);
                    }
                } else if (!name.endsWith(REQUEST)) {
                    Files.delete(file);
                }
            }
        }
    }
}

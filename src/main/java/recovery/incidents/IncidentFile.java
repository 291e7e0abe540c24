package recovery.incidents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import ledger.Json;
import postgres.DurableFiles;

/**
 * The incidents a second time, in a file beside the log: the worst of them takes the ledger along. What became of them since they
 * were found only the ledger knows.
 */
final class IncidentFile {

    private static final String FILE = "incidents.jsonl";
    private static final int MOST = 1_000;

    private final Path file;

    IncidentFile(Path folder) {
        file = folder.resolve(FILE);
    }

    /** Keeps these too. */
    synchronized void add(List<StoredIncident> found) throws IOException {
        if (found.isEmpty()) {
            return;
        }
        List<StoredIncident> all = new ArrayList<>(all());
        all.addAll(found);
        DurableFiles.write(
                file,
                all.subList(Math.max(0, all.size() - MOST), all.size()).stream()
                        .map(incident -> Json.write(incident) + "\n")
                        .collect(Collectors.joining()));
    }

    /** Those that are meant, the latest first. */
    List<StoredIncident> list(IncidentQuery query) throws IOException {
        return all().stream()
                .filter(incident -> query.id() == null || query.id().equals(incident.id()))
                .filter(incident ->
                        query.since() == null || !incident.committedAt().isBefore(query.since()))
                .filter(incident -> query.table() == null || query.table().equals(incident.table()))
                .filter(incident -> query.kind() == null
                        ? query.id() != null || !incident.kind().equals("update")
                        : query.kind().equals(incident.kind()))
                .sorted(Comparator.comparing(StoredIncident::committedAt).reversed())
                .toList();
    }

    private synchronized List<StoredIncident> all() throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .map(line -> Json.read(line, StoredIncident.class))
                        .toList()
                : List.of();
    }
}

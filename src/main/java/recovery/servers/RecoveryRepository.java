package recovery.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DurableFiles;
import postgres.OwnFiles;
import postgres.server.Server;

/** The folder of recovered servers. One of which nothing is known is being made, or was left unfinished, and is none. */
public final class RecoveryRepository {

    private static final String FACTS = "recovery.json";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern ID = Pattern.compile("[0-9]{8}T[0-9]{6}Z(-[0-9]+)?");

    private final Path folder;

    public RecoveryRepository(Path folder) throws IOException {
        this.folder = OwnFiles.folders(folder).toAbsolutePath();
    }

    /** A recovered server and its folder. */
    record Stored(ServerFolder folder, RecoveryFacts facts) {}

    Path folder() {
        return folder;
    }

    /** A fresh folder for one to be made in. It keeps its name, which its tablespaces are known by. */
    ServerFolder begin(Instant now) throws IOException {
        String base = STAMP.format(now);
        for (int i = 1; ; i++) {
            Path path = folder.resolve(i == 1 ? base : base + "-" + i);
            if (!Files.exists(path)) {
                return new ServerFolder(Files.createDirectory(path, DurableFiles.OWNER_ONLY_FOLDER));
            }
        }
    }

    /** What is known of it: from the first time on it is one. */
    void write(ServerFolder server, RecoveryFacts facts) throws IOException {
        DurableFiles.write(server.path().resolve(FACTS), Json.write(facts) + "\n");
    }

    /** All of them, the latest first. */
    List<Stored> list() throws IOException {
        List<Stored> all = new ArrayList<>();
        try (Stream<Path> found = Files.list(folder)) {
            for (Path path : found.filter(candidate ->
                            ID.matcher(candidate.getFileName().toString()).matches())
                    .toList()) {
                read(path).ifPresent(all::add);
            }
        }
        all.sort(Comparator.comparing((Stored stored) -> stored.facts.made())
                .thenComparing(stored -> stored.facts.id())
                .reversed());
        return all;
    }

    /** Those of them that are ours to run and to remove. */
    List<Stored> ours() throws IOException {
        return list().stream().filter(stored -> !stored.facts.isExported()).toList();
    }

    /**
     * The one of that id, if it is ours to run and to remove.
     *
     * @throws ProblemException if there is none, or it was exported
     */
    Stored own(String id) throws IOException {
        Stored stored = find(id);
        if (stored.facts.isExported()) {
            throw new ProblemException(Problem.conflict(
                    "the recovered server " + id + " was exported, and is not looked after any more",
                    "its folder is " + stored.folder.data() + "; whoever does not want it stops it and removes that"));
        }
        return stored;
    }

    /**
     * The one of that id.
     *
     * @throws ProblemException if there is none
     */
    Stored find(String id) throws IOException {
        Optional<Stored> stored = ID.matcher(id).matches() ? read(folder.resolve(id)) : Optional.empty();
        return stored.orElseThrow(() -> new ProblemException(
                Problem.notFound("there is no recovery \"" + id + '"', "list them with GET /api/v1/recoveries")));
    }

    private static Optional<Stored> read(Path path) throws IOException {
        try {
            return Optional.of(new Stored(
                    new ServerFolder(path), Json.read(Files.readString(path.resolve(FACTS)), RecoveryFacts.class)));
        } catch (NoSuchFileException unfinished) {
            return Optional.empty();
        }
    }

    /** Ends what an earlier process left running, and removes what it did not finish. */
    public void sweep() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            for (Path path : found.filter(Files::isDirectory).toList()) {
                ServerFolder server = new ServerFolder(path);
                String name = path.getFileName().toString();
                Optional<Stored> stored = read(path);
                if (stored.isPresent() && stored.get().facts.isExported()) {
                    continue;
                }
                if (ID.matcher(name).matches() && stored.isEmpty()) {
                    server.remove();
                } else {
                    server.stop(Server.Stop.FAST);
                }
            }
        }
    }
}

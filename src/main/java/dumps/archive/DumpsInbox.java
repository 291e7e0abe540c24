package dumps.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import ledger.Door;
import ledger.Json;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import postgres.DurableFiles;
import postgres.OwnFiles;

/**
 * The folder in which each folder becomes an archive of its name, when nothing in it moves any more. What was taken lies in
 * {@code .taken}, what was not in {@code .refused}, each with its run beside it.
 */
public final class DumpsInbox {

    private static final String TAKEN = ".taken";
    private static final String REFUSED = ".refused";

    private final Path home;
    private final long settleMillis;
    private final Map<String, Seen> seen = new HashMap<>();

    /** What a folder looked like, and since when. */
    private record Seen(String look, Instant since) {}

    public DumpsInbox(Path home, long settleMillis) throws IOException {
        this.home = Files.createDirectories(home);
        this.settleMillis = settleMillis;
    }

    /**
     * Folders that lie still, as archives to be made.
     *
     * @param inHand which are read for somebody who asked, and may not be put away meanwhile
     */
    public synchronized List<DumpsRequest> due(Predicate<Path> inHand) throws IOException {
        List<DumpsRequest> due = new ArrayList<>();
        Map<String, Seen> now = new HashMap<>();
        for (Path folder : folders()) {
            String name = folder.getFileName().toString();
            String look = look(folder);
            Seen before = seen.get(name);
            Seen its = before != null && before.look.equals(look) ? before : new Seen(look, Instant.now());
            now.put(name, its);
            if (!look.isEmpty() && !inHand.test(folder) && Instant.now().isAfter(its.since.plusMillis(settleMillis))) {
                due.add(DumpsRequest.of(RunHeader.next(Door.INBOX), name, false, folder, null));
            }
        }
        seen.clear();
        seen.putAll(now);
        return due;
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> found = Files.list(home)) {
            return found.filter(path -> !path.getFileName().toString().startsWith(".") && Files.isDirectory(path))
                    .sorted()
                    .toList();
        }
    }

    private static String look(Path folder) throws IOException {
        StringBuilder look = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                look.append(file)
                        .append(' ')
                        .append(Files.size(file))
                        .append(' ')
                        .append(Files.getLastModifiedTime(file))
                        .append('\n');
            }
        }
        return look.toString();
    }

    /** Puts a folder away whose run has ended. */
    public Run ended(DumpsRequest request, Run run) throws IOException {
        boolean taken = Set.of(RunState.DONE, RunState.DONE_WITH_REJECTS, RunState.ALREADY_DONE)
                .contains(run.state());
        Path into = OwnFiles.folders(home.resolve(taken ? TAKEN : REFUSED));
        // Who dropped the folder can read what became of it.
        OwnFiles.modeOf(home, into);
        String name = request.folder().getFileName().toString();
        Path place = into.resolve(name);
        for (int next = 2; Files.exists(place); next++) {
            place = into.resolve(name + "-" + next);
        }
        Files.move(request.folder(), place, StandardCopyOption.ATOMIC_MOVE);
        Path told = into.resolve(place.getFileName() + ".run.json");
        DurableFiles.write(told, Json.write(run) + "\n");
        OwnFiles.readableAs(home, told);
        return run;
    }
}

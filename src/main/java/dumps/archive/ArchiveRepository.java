package dumps.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DurableFiles;
import postgres.OwnFiles;

/**
 * The archives of this service, a folder each. One is made anew beside the one that is there and takes its place by being
 * renamed: whoever looks sees the one or the other whole, also after a crash.
 */
public final class ArchiveRepository {

    private static final String MAKING = ".making-";
    private static final String LAST = ".last-";
    private static final String SORTING = ".sorting-";
    private static final String ANSWER = ".answer-";

    private final Path home;
    private final Map<String, ReentrantLock> inHand = new ConcurrentHashMap<>();

    public ArchiveRepository(Path home) throws IOException {
        this.home = OwnFiles.folders(home);
    }

    /** Finishes or undoes what an earlier process was in the middle of. */
    public void sweep() throws IOException {
        for (Path path : list(home)) {
            String name = path.getFileName().toString();
            if (name.startsWith(LAST)) {
                Path place = home.resolve(name.substring(LAST.length()));
                if (Files.exists(place)) {
                    remove(path);
                } else {
                    Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
                }
            } else if (name.startsWith(MAKING) || name.startsWith(SORTING)) {
                remove(path);
            } else if (name.startsWith(ANSWER)) {
                Files.delete(path);
            }
        }
        DurableFiles.sync(home);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted().toList();
        }
    }

    private static void remove(Path folder) throws IOException {
        DurableFiles.empty(folder);
        Files.delete(folder);
    }

    /** A folder for what memory does not hold, on the disk that the archives are on. */
    Path sorting() throws IOException {
        return Files.createTempDirectory(home, SORTING);
    }

    /** A file for an answer that memory does not hold. */
    Path answer() throws IOException {
        return Files.createTempFile(home, ANSWER, ".json");
    }

    /** One that is being made; nobody else makes one of that name meanwhile. */
    public final class Making implements AutoCloseable {
        private final String name;
        private final Path folder;
        private final ReentrantLock lock;

        private Making(String name, ReentrantLock lock) throws IOException {
            this.name = name;
            this.lock = lock;
            folder = home.resolve(MAKING + name);
            if (Files.exists(folder)) {
                remove(folder);
            }
            Files.createDirectory(folder, DurableFiles.OWNER_ONLY_FOLDER);
        }

        Path folder() {
            return folder;
        }

        /** The one that is there under that name, or null. */
        Path before() {
            Path there = home.resolve(name);
            return Files.isRegularFile(there.resolve(Layout.MANIFEST)) ? there : null;
        }

        /** From here on it is there. */
        void publish() throws IOException {
            Path place = home.resolve(name);
            Path last = home.resolve(LAST + name);
            if (Files.exists(place)) {
                Files.move(place, last, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.sync(home);
            if (Files.exists(last)) {
                remove(last);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                if (Files.exists(folder)) {
                    remove(folder);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Begins to make one of that name, when nobody else does. */
    public Making begin(String name) throws IOException {
        ReentrantLock lock = inHand.computeIfAbsent(ArchiveNames.require(name), first -> new ReentrantLock());
        lock.lock();
        try {
            return new Making(name, lock);
        } catch (IOException | RuntimeException e) {
            lock.unlock();
            throw e;
        }
    }

    /** The names of those that are there. */
    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path path : list(home)) {
            String name = path.getFileName().toString();
            if (ArchiveNames.isOne(name) && Files.isRegularFile(path.resolve(Layout.MANIFEST))) {
                names.add(name);
            }
        }
        return names;
    }

    /** Whether there is one. */
    public boolean has(String name) {
        return ArchiveNames.isOne(name)
                && Files.isRegularFile(home.resolve(name).resolve(Layout.MANIFEST));
    }

    /**
     * Where one lies.
     *
     * @throws ProblemException if there is none
     */
    public Path find(String name) {
        if (!has(name)) {
            throw new ProblemException(Problem.notFound(
                    "there is no archive of dumps \"" + name + '"', "list them with GET /api/v1/dumps"));
        }
        return home.resolve(name);
    }
}

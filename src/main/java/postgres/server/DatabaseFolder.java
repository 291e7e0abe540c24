package postgres.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import postgres.DurableFiles;

/**
 * The folder with PostgreSQL's files, the password of its superuser, and the mark that {@code initdb} is at work. A folder
 * that a server has ever run on is never emptied.
 */
record DatabaseFolder(Path path, Path passwordFile, Path initdbMark, Path swapMark) {

    /** What initdb writes at the top: anything else there is somebody's, and not removed. */
    private static final Pattern INITDB_WRITES =
            Pattern.compile("PG_VERSION|base|global|pg_[a-z_]+(\\.conf)?|postgresql(\\.auto)?\\.conf|epg-lock");

    /** The kernel does it at once; only where nobody reaps orphans does a dead one seem to live on. */
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(5);

    private static final int PASSWORD_BYTES = 24;

    static DatabaseFolder in(Path dataDirectory) {
        return new DatabaseFolder(
                dataDirectory.resolve("postgres"),
                dataDirectory.resolve("postgres.password"),
                dataDirectory.resolve("postgres.initdb"),
                dataDirectory.resolve("postgres.swap"));
    }

    /**
     * Leaves a complete database that these programs can start, made now if there was none.
     *
     * @throws ServerException when there is something else, or another version wrote it
     */
    void prepare(PgPrograms programs, ServerLog log) throws IOException {
        finishSwap();
        if (!Files.isDirectory(path)) {
            Files.createDirectory(path, DurableFiles.OWNER_ONLY_FOLDER);
        }
        if (isComplete()) {
            requirePassword();
        } else {
            DurableFiles.write(initdbMark, "initdb is at work in " + path + ", or was interrupted\n");
            endOrphanedInitdb();
            emptyHalfMade();
            if (!Files.exists(passwordFile)) {
                DurableFiles.write(passwordFile, randomPassword() + "\n");
            }
            Initdb.run(programs, path, passwordFile, log);
        }
        requireMajor(programs.major());
        // From the first start on the folder holds somebody's rows.
        DurableFiles.delete(initdbMark);
    }

    /**
     * Puts another folder in the place of this one, on which nothing runs. What breaks off in between is finished, or taken
     * back, at the next start.
     *
     * @param other on the same disk
     * @param kept where this one is from then on
     */
    void replaceBy(Path other, Path kept) throws IOException {
        DurableFiles.write(swapMark, other.toAbsolutePath() + "\n" + kept.toAbsolutePath() + "\n");
        Files.move(path, kept, StandardCopyOption.ATOMIC_MOVE);
        Files.move(other, path, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.delete(swapMark);
    }

    private void finishSwap() throws IOException {
        if (!Files.exists(swapMark)) {
            return;
        }
        List<String> said = Files.readAllLines(swapMark);
        if (!Files.exists(path)) {
            Path other = Path.of(said.get(0));
            Files.move(Files.exists(other) ? other : Path.of(said.get(1)), path, StandardCopyOption.ATOMIC_MOVE);
        }
        DurableFiles.delete(swapMark);
    }

    /** Whether a server has run on it: then it holds somebody's rows. */
    boolean isInUse() {
        return wasStarted();
    }

    String password() throws IOException {
        return Files.readString(passwordFile).strip();
    }

    /** @throws ServerException when another major version wrote the folder */
    private void requireMajor(int major) throws IOException {
        String writtenBy = Files.readString(path.resolve("PG_VERSION")).strip();
        if (!writtenBy.equals(Integer.toString(major))) {
            throw new ServerException(
                    """
                    cannot start PostgreSQL %d on %s: PostgreSQL %s wrote it
                    HINT: set data.dir to another folder, or move the data with the older version's pg_dump"""
                            .formatted(major, path, writtenBy));
        }
    }

    private boolean isComplete() {
        return Files.exists(path.resolve("PG_VERSION"))
                && Files.exists(path.resolve("postgresql.conf"))
                && (!Files.exists(initdbMark) || wasStarted());
    }

    /** Only a server that starts writes this file; initdb does not. */
    private boolean wasStarted() {
        return Files.exists(path.resolve("postmaster.opts"));
    }

    /** A killed process leaves its initdb at work, which would go on writing into the emptied folder. */
    private void endOrphanedInitdb() {
        List<ProcessHandle> orphans = ProcessHandle.allProcesses()
                .filter(this::isInitdbHere)
                .flatMap(initdb -> Stream.concat(Stream.of(initdb), initdb.descendants()))
                .toList();
        orphans.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle orphan : orphans) {
            orphan.onExit()
                    .completeOnTimeout(orphan, KILLED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    private boolean isInitdbHere(ProcessHandle process) {
        return process.info()
                        .command()
                        .filter(command -> command.endsWith("/initdb"))
                        .isPresent()
                && process.info()
                        .arguments()
                        .map(List::of)
                        .filter(arguments -> arguments.contains(path.toString()))
                        .isPresent();
    }

    private void emptyHalfMade() throws IOException {
        List<String> entries;
        try (Stream<Path> found = Files.list(path)) {
            entries =
                    found.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
        if (wasStarted()) {
            throw new ServerException(
                    """
                    cannot start on %s: it was in use, but PG_VERSION or postgresql.conf is missing
                    HINT: put the missing file back from a base backup, or set data.dir to another folder"""
                            .formatted(path));
        }
        List<String> foreign = entries.stream()
                .filter(entry -> !INITDB_WRITES.matcher(entry).matches())
                .toList();
        if (!foreign.isEmpty()) {
            throw new ServerException("cannot create a database in %s: it holds other files: %s\nHINT: %s"
                    .formatted(path, String.join(", ", foreign), "move them away, or set data.dir to another folder"));
        }
        DurableFiles.empty(path);
    }

    private void requirePassword() {
        if (!Files.exists(passwordFile)) {
            throw new ServerException(
                    """
                    cannot log in to the database in %s: %s is missing
                    HINT: put the file back, it was made together with the database"""
                            .formatted(path, passwordFile));
        }
    }

    private static String randomPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}

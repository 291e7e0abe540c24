package postgres.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The PostgreSQL programs of this machine: in the folders that are configured ({@code postgres.programs}), where
 * {@code pg_config} says, where Debian and Red Hat put them, on the search path, and last those that came with the service.
 */
public final class InstalledPrograms {

    private static final String CONFIGURED = "postgres.programs";

    /** A folder a version below them, with its programs in {@code bin}. */
    private static final List<Path> OF_DISTRIBUTIONS = List.of(Path.of("/usr/lib/postgresql"), Path.of("/usr"));

    private final List<Path> configured;
    private final Binaries embedded;

    private InstalledPrograms(List<Path> configured, Binaries embedded) {
        this.configured = configured;
        this.embedded = embedded;
    }

    /** Those of this machine as it is configured. */
    public static InstalledPrograms ofThisMachine() {
        return new InstalledPrograms(
                ConfigProvider.getConfig()
                        .getOptionalValues(CONFIGURED, Path.class)
                        .orElse(List.of()),
                null);
    }

    /** The same, and those that are unpacked there if no others are found. */
    public InstalledPrograms and(Binaries binaries) {
        return new InstalledPrograms(configured, binaries);
    }

    /** The same, looked for in these folders first. */
    InstalledPrograms firstIn(List<Path> folders) {
        return new InstalledPrograms(folders, embedded);
    }

    /** Programs of exactly that major version, all of these: what a data folder needs. */
    public Optional<PgPrograms> of(int major, String... needed) {
        return all(needed)
                .filter(programs -> programs.major() == major)
                .findFirst()
                .or(() -> unpacked().filter(programs -> programs.major() == major && haveAll(programs, needed)));
    }

    /** Programs of that major version or the nearest newer one, all of these: older ones refuse newer servers. */
    public Optional<PgPrograms> suiting(int major, String... needed) {
        return all(needed)
                .filter(programs -> programs.major() >= major)
                .min(Comparator.comparingInt(PgPrograms::major))
                .or(() -> unpacked().filter(programs -> programs.major() >= major && haveAll(programs, needed)));
    }

    /** Any that have all of these, those that came with the service first. */
    public Optional<PgPrograms> any(String... needed) {
        return unpacked().filter(programs -> haveAll(programs, needed)).or(() -> all(needed)
                .findFirst());
    }

    private Stream<PgPrograms> all(String... needed) {
        return folders().stream()
                .map(folder -> PgPrograms.in(folder, needed[0]))
                .flatMap(Optional::stream)
                .filter(programs -> haveAll(programs, needed));
    }

    private static boolean haveAll(PgPrograms programs, String... needed) {
        return Stream.of(needed).allMatch(programs::have);
    }

    private Optional<PgPrograms> unpacked() {
        try {
            return embedded == null ? Optional.empty() : Optional.of(embedded.unpack());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack PostgreSQL", e);
        }
    }

    private Set<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>(configured);
        List<Path> searched = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isEmpty()) {
                searched.add(Path.of(folder));
            }
        }
        searched.stream()
                .map(folder -> folder.resolve("pg_config"))
                .filter(Files::isExecutable)
                .findFirst()
                .flatMap(InstalledPrograms::bindir)
                .ifPresent(folders::add);
        for (Path installed : OF_DISTRIBUTIONS) {
            try (Stream<Path> versions = Files.list(installed)) {
                versions.map(version -> version.resolve("bin")).sorted().forEach(folders::add);
            } catch (IOException notThere) {
                continue;
            }
        }
        folders.addAll(searched);
        return folders;
    }

    private static Optional<Path> bindir(Path pgConfig) {
        try {
            Process process = new ProcessBuilder(pgConfig.toString(), "--bindir").start();
            String answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return process.waitFor() == 0 && !answer.isEmpty() ? Optional.of(Path.of(answer)) : Optional.empty();
        } catch (IOException notRunnable) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

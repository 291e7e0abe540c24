package blackbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Folders for services, which are gone with the tests; {@code -Dkeep.homes=true} leaves them to be looked into. */
final class Homes {

    private static final boolean KEPT = Boolean.getBoolean("keep.homes");
    private static final Queue<Service> SERVICES = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> SERVICES.forEach(Homes::leave)));
    }

    private Homes() {}

    static Path create() throws IOException {
        return Files.createTempDirectory("caravanserai-");
    }

    /** At the end of the tests the service is killed if it still runs, and its home removed. */
    static void leaveAtTheEnd(Service service) {
        SERVICES.add(service);
    }

    private static void leave(Service service) {
        if (service.isAlive()) {
            service.kill();
        }
        if (!KEPT) {
            remove(service.home());
        }
    }

    private static void remove(Path home) {
        try (Stream<Path> walk = Files.walk(home)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + home, e);
        }
    }
}

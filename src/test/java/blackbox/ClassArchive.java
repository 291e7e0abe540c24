package blackbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The classes that a start reads, kept beside the application: reading and checking them anew is half of what a start
 * costs. The first test process that wants it makes it, by a service that did a little of everything; others wait.
 */
final class ClassArchive {

    private static final Path JAR = Path.of(System.getProperty("application.jar"));
    private static final Path FILE = JAR.resolveSibling("tests.jsa");

    /** What the archive lacks is nobody's business. */
    private static final String SILENT = "-Xlog:disable";

    private ClassArchive() {}

    /** What a process of the application is started with. */
    static List<String> options() {
        return List.of(SILENT, "-XX:SharedArchiveFile=" + Made.ARCHIVE);
    }

    /** Made once, by whoever comes first. */
    private static final class Made {

        private static final Path ARCHIVE = make();

        private static Path make() {
            try (FileChannel channel = FileChannel.open(
                            JAR.resolveSibling("tests.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()
                        || !Files.exists(FILE)
                        || Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(JAR)) < 0) {
                    Path making = JAR.resolveSibling("making.jsa");
                    Files.deleteIfExists(making);
                    try (Service service = Service.fresh().leaving(making).start()) {
                        doALittleOfEverything(service);
                    }
                    Files.move(making, FILE, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
                return FILE;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make the archive of classes", e);
            }
        }

        private static void doALittleOfEverything(Service service) {
            service.sql("create table little (id int primary key, t text not null)");
            service.rows("little", "id,t\n1,a\n2,\n", "");
            service.drop("little.csv", "id,t\n3,c\n");
            service.ended("little.csv");
            new SnapshotDoor(service).make("little");
            service.get("/");
        }
    }
}

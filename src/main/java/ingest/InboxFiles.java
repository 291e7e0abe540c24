package ingest;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ledger.Problem;
import org.jboss.logging.Logger;

/** What lies in the inbox, links not followed; what is hidden or still being written is not there yet. */
final class InboxFiles {

    private static final Logger LOG = Logger.getLogger(InboxFiles.class);

    /** As deep as the folder of a table. */
    private static final int TAKEN_DEPTH = 2;

    /** Ends of names under which others write what is not whole yet. */
    private static final List<String> UNDER_WAY = List.of(".part", ".partial", ".tmp", ".filepart", "~");

    private InboxFiles() {}

    /**
     * One of them.
     *
     * @param relative its path below the inbox
     * @param arrived when it came here, as far as the file system tells that, else when it was changed
     * @param isFile whether it is a file, or a link to one
     */
    record Found(Path relative, BasicFileAttributes attributes, FileTime arrived, boolean isFile) {

        String name() {
            return relative.getFileName().toString();
        }

        /** Whether such a file is loaded: a link to one is taken too, and refused at once. */
        boolean isTaken() {
            return isFile
                    && relative.getNameCount() <= TAKEN_DEPTH
                    && FileKind.of(name()).isPresent();
        }

        /** Whether the files in it are loaded. */
        boolean isArchive() {
            return isFile && relative.getNameCount() <= TAKEN_DEPTH && ZipArchive.isNamed(name());
        }

        /** Whether its name is text, and not bytes of another encoding. */
        boolean isLegible() {
            return relative.toString().indexOf('\uFFFD') < 0;
        }

        /** Why it is not loaded. */
        Problem reason() {
            if (attributes.isSymbolicLink()) {
                return Problem.refused("it is a symbolic link, which is not followed", "put the file itself there");
            }
            if (attributes.isOther()) {
                return Problem.refused("it is no file but a pipe, a socket or a device", "put a file there");
            }
            if (FileKind.of(name()).isEmpty() && !ZipArchive.isNamed(name())) {
                return Problem.refused(
                        "its name ends in none of " + FileKind.all() + ", .zip",
                        "give it the end that says what it holds");
            }
            return relative.getNameCount() > TAKEN_DEPTH
                    ? Problem.refused(
                            "it lies deeper than a folder of the inbox", "put it into the folder of its table")
                    : Problem.refused("its name is no text in the encoding of this machine", "give it another name");
        }

        /** Whether something of it has moved since that look. */
        boolean isUnlike(Found before) {
            return attributes.size() != before.attributes.size()
                    || !attributes.lastModifiedTime().equals(before.attributes.lastModifiedTime())
                    || !arrived.equals(before.arrived);
        }
    }

    /** All that lies there, at any depth. */
    static List<Found> in(Path inbox) throws IOException {
        List<Found> found = new ArrayList<>();
        Files.walkFileTree(inbox, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.equals(inbox) || isWhole(folder)
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isWhole(file)) {
                    found.add(new Found(
                            inbox.relativize(file),
                            attributes,
                            arrived(file, attributes),
                            attributes.isSymbolicLink() ? Files.isRegularFile(file) : attributes.isRegularFile()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException trouble) throws IOException {
                if (file.equals(inbox)) {
                    throw trouble;
                }
                LOG.debugf("cannot look into %s: %s", file, trouble);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException trouble) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** Whether whoever writes it has given it its name. */
    private static boolean isWhole(Path path) {
        String name = path.getFileName().toString();
        String small = name.toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && !name.equals(LoadProperties.NAME)
                && UNDER_WAY.stream().noneMatch(small::endsWith);
    }

    private static FileTime arrived(Path file, BasicFileAttributes attributes) {
        try {
            Map<String, Object> times = Files.readAttributes(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            return (FileTime) times.get("ctime");
        } catch (IOException | UnsupportedOperationException e) {
            return attributes.lastModifiedTime();
        }
    }
}

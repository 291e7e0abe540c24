package postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folders that are there whole or not at all. One is made under a name with a dot before it, and becomes one by being
 * renamed when all of it is on disk: so half of one never looks like a whole one.
 */
public final class WholeFolders {

    private static final String UNFINISHED = ".making-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path home;
    private final Pattern id;

    /** @param id which names are those of whole ones */
    public WholeFolders(Path home, Pattern id) throws IOException {
        this.home = OwnFiles.folders(home);
        this.id = id;
    }

    /** A fresh folder for one to be made in, named by that moment and by what it is of. */
    public Path begin(Instant made, String of) throws IOException {
        String base = STAMP.format(made) + "-" + of;
        for (int i = 1; ; i++) {
            String name = i == 1 ? base : base + "-" + i;
            Path making = home.resolve(UNFINISHED + name);
            if (!Files.exists(home.resolve(name)) && !Files.exists(making)) {
                return OwnFiles.folder(making);
            }
        }
    }

    /** The same for one that is to be called so; what is left of an earlier attempt goes. */
    public Path beginAs(String name) throws IOException {
        if (!id.matcher(name).matches()) {
            throw new IOException("\"" + name + "\" is no name of one");
        }
        Path making = home.resolve(UNFINISHED + name);
        discard(making);
        return OwnFiles.folder(making);
    }

    /** The id that the one being made in this folder will have. */
    public static String idOf(Path making) {
        return making.getFileName().toString().substring(UNFINISHED.length());
    }

    /** From here on it is there, also after a power cut, if what it holds is on disk. */
    public void publish(Path making, String as) throws IOException {
        Files.move(making, home.resolve(as), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.sync(home);
    }

    /** Removes what is left of one that is not whole. */
    public void discard(Path making) throws IOException {
        if (Files.isDirectory(making)) {
            DurableFiles.empty(making);
            Files.delete(making);
        }
    }

    /** Removes all that an earlier process did not finish. */
    public void sweep() throws IOException {
        try (Stream<Path> found = Files.list(home)) {
            for (Path making :
                    found.filter(path -> name(path).startsWith(UNFINISHED)).toList()) {
                discard(making);
            }
        }
    }

    /** Those with the name of a whole one, in no order. */
    public List<Path> list() throws IOException {
        try (Stream<Path> found = Files.list(home)) {
            return found.filter(path -> id.matcher(name(path)).matches()).toList();
        }
    }

    /** Where one of that id would lie; empty if no whole one is called so. */
    public Optional<Path> find(String wanted) {
        return id.matcher(wanted).matches() ? Optional.of(home.resolve(wanted)) : Optional.empty();
    }

    /** The first step of its removal, from which on it is none any more; {@link #remove} takes what this gives. */
    public Path takeAway(Path whole) throws IOException {
        Path going = home.resolve(UNFINISHED + name(whole));
        discard(going);
        return Files.move(whole, going, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The second. */
    public void remove(Path going) throws IOException {
        DurableFiles.sync(home);
        discard(going);
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}

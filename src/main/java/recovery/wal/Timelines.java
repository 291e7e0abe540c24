package recovery.wal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postgres.Lsn;

/**
 * The way from the first timeline to one: which ones it branched off, and where. Source: the files {@code
 * 0000000N.history}, as PostgreSQL's {@code timeline.c} writes them.
 *
 * @param timeline the newest, which is read to the end
 * @param ancestors the older ones in their order
 */
public record Timelines(int timeline, List<Ancestor> ancestors) {

    private static final Pattern LINE = Pattern.compile("\\s*(\\d+)\\s+([0-9A-Fa-f]+/[0-9A-Fa-f]+).*");

    /**
     * A timeline that was left.
     *
     * @param end where the next one begins
     */
    public record Ancestor(int timeline, Lsn end) {}

    public Timelines {
        if (timeline == 0) {
            throw new IllegalArgumentException("there is no timeline 0");
        }
        ancestors = List.copyOf(ancestors);
    }

    /** One that no other is known to have led to. */
    public static Timelines only(int timeline) {
        return new Timelines(timeline, List.of());
    }

    /** What a history file says, or what there is to know without one. */
    public static Timelines read(Path folder, int timeline) throws IOException {
        try {
            return parse(timeline, Files.readString(folder.resolve("%08X.history".formatted(timeline)), UTF_8));
        } catch (NoSuchFileException first) {
            return only(timeline);
        }
    }

    static Timelines parse(int timeline, String history) {
        List<Ancestor> ancestors = new ArrayList<>();
        for (String line : history.split("\n")) {
            Matcher branch = LINE.matcher(line);
            if (branch.matches()) {
                ancestors.add(new Ancestor(Integer.parseUnsignedInt(branch.group(1)), Lsn.parse(branch.group(2))));
            }
        }
        return new Timelines(timeline, ancestors);
    }

    /** The newest one that has bytes of that segment: its file repeats what was there before it branched off. */
    public int of(long segment, int size) {
        for (Ancestor ancestor : ancestors) {
            if (segment < ancestor.end().bytes() / size) {
                return ancestor.timeline();
            }
        }
        return timeline;
    }

    public boolean contains(int other) {
        return other == timeline || ancestors.stream().anyMatch(ancestor -> ancestor.timeline() == other);
    }
}

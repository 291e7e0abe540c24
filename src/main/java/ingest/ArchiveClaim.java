package ingest;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;
import ledger.RunId;

/**
 * An archive of the inbox that is being opened.
 *
 * @param id what tells it from others
 * @param standing how it was seen
 * @param held what it holds; nothing before it was opened, and where it changed meanwhile
 * @param refusal what it is refused as, or null
 */
public record ArchiveClaim(UUID id, Standing standing, List<LoadRequest> held, Leftover refusal) {

    ArchiveClaim(Standing standing) {
        this(RunId.next(), standing, List.of(), null);
    }

    ArchiveClaim holding(List<LoadRequest> requests) {
        return new ArchiveClaim(id, standing, List.copyOf(requests), null);
    }

    ArchiveClaim refused(Leftover leftover) {
        return new ArchiveClaim(id, standing, List.of(), leftover);
    }

    public boolean isRefused() {
        return refusal != null;
    }

    /** Whether it holds anything to load. */
    public boolean isFull() {
        return !held.isEmpty();
    }

    Path relative() {
        return standing.path();
    }

    /** The same for the same archive as long as it lies there, and another for one that comes under its name. */
    String key() {
        return "inbox/" + relative() + "/" + standing.last().attributes().fileKey() + "/"
                + standing.last().arrived() + "/" + standing.last().attributes().size();
    }

    boolean isAsSeen(BasicFileAttributes now) {
        return now.size() == standing.last().attributes().size()
                && now.lastModifiedTime().equals(standing.last().attributes().lastModifiedTime());
    }
}

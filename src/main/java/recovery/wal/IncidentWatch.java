package recovery.wal;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import postgres.Lsn;

/**
 * Reads a log on as it is written, and tells what destroyed rows. What it knows is asked for with {@link #state()} and
 * kept by whoever keeps what it found, in one transaction: then nothing is told twice, and nothing is missed.
 */
public final class IncidentWatch implements Closeable {

    private final Relations relations;
    private final WalReader reader;
    private final OpenTransactions open;
    private final IncidentFinder finder;
    private final long judgedBefore;

    /**
     * @param state from where it goes on, and what it knew there
     */
    public IncidentWatch(WalSource source, IncidentState state, Thresholds thresholds) throws IOException {
        this.relations = state.relations();
        this.reader = new WalReader(source, source.has(state.readFrom()) ? state.readFrom() : state.judgedTo());
        this.open = new OpenTransactions(relations.catalogs());
        this.finder = new IncidentFinder(relations, thresholds);
        this.judgedBefore = state.judgedTo().bytes();
    }

    /** What transactions destroyed that have committed since it read last; it reads as far as the log goes. */
    public List<Incident> readOn() throws IOException {
        return readOn(Long.MAX_VALUE);
    }

    /**
     * The same, but no more records than so many at once.
     *
     * @param most if as many were read, more may be there
     */
    public List<Incident> readOn(long most) throws IOException {
        List<Incident> found = new ArrayList<>();
        for (long i = 0; i < most && reader.next(); i++) {
            Transaction committed = open.take(reader.record());
            if (committed != null && committed.end().lsn().bytes() >= judgedBefore) {
                found.addAll(finder.judge(committed));
            }
        }
        return found;
    }

    /** Why it read no further; null if there may be more. */
    public WalEnd end() {
        return reader.end();
    }

    /** What another watch needs to go on from here. It changes while this one reads on. */
    public IncidentState state() {
        Lsn position = reader.position();
        Lsn judged = position.bytes() < judgedBefore ? new Lsn(judgedBefore) : position;
        return new IncidentState(judged, new Lsn(open.oldest(position.bytes())), relations);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}

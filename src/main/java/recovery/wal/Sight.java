package recovery.wal;

import java.time.Instant;
import java.util.Optional;
import postgres.Lsn;

/** Gathers what is met on the way through a log. */
final class Sight {

    private final Lsn from;
    private final ImageCompressions compressions = new ImageCompressions();

    private long to;
    private long records;
    private WalVersion version;
    private Instant lastCommit;
    private Landmark.ParametersChanged parameters;
    private Landmark.TablespaceCreated tablespace;

    Sight(Lsn from) {
        this.from = from;
        this.to = from.bytes();
    }

    void pass(WalRecord record, Landmark landmark) {
        to = record.start();
        records++;
        version = record.version();
        compressions.look(record);
        if (TransactionEnd.commits(record)) {
            lastCommit = TransactionEnd.time(record);
        }
        if (landmark instanceof Landmark.ParametersChanged changed) {
            parameters = parameters == null ? changed : parameters.orMore(changed);
        } else if (landmark instanceof Landmark.TablespaceCreated created && tablespace == null) {
            tablespace = created;
        }
    }

    /** The first one that was made on the way, or null. */
    Landmark.TablespaceCreated tablespace() {
        return tablespace;
    }

    /** Where the last record begins. */
    Lsn to() {
        return new Lsn(to);
    }

    Seen seen() {
        return new Seen(
                from,
                to(),
                records,
                Optional.ofNullable(version),
                Optional.ofNullable(lastCommit),
                compressions.lz4(),
                compressions.zstd(),
                Optional.ofNullable(parameters));
    }
}

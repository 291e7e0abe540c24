package recovery.receive;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import postgres.Lsn;
import postgres.replication.ReplicationConnection;
import recovery.wal.SegmentName;
import recovery.wal.Timelines;

/**
 * Where receiving goes on.
 *
 * @param segment whose first byte comes next
 * @param end where its timeline ended, if the server has left it
 */
record StreamPosition(SegmentName segment, Optional<Lsn> end) {

    StreamPosition {
        Objects.requireNonNull(segment, "segment");
        Objects.requireNonNull(end, "end");
    }

    /** On the newest timeline, from the segment on that has the place. */
    static StreamPosition from(Lsn place, ReplicationConnection.Identity server, int size) {
        return new StreamPosition(SegmentName.holding(place, server.timeline(), size), Optional.empty());
    }

    /** Where it was; on a timeline that is here to its end, where the one after it goes on. */
    static StreamPosition after(SegmentName next, ReceivedLog log, ReplicationConnection.Identity server)
            throws IOException {
        SegmentName segment = next;
        List<Timelines.Ancestor> left =
                Timelines.read(log.folder(), server.timeline()).ancestors();
        for (int i = 0; i < left.size(); i++) {
            Lsn end = left.get(i).end();
            if (left.get(i).timeline() == segment.timeline()) {
                if (segment.start().isBefore(end) && !log.hasUpTo(segment, end)) {
                    return new StreamPosition(segment, Optional.of(end));
                }
                int following = i + 1 < left.size() ? left.get(i + 1).timeline() : server.timeline();
                segment = SegmentName.holding(end, following, segment.size());
            }
        }
        return new StreamPosition(segment, Optional.empty());
    }
}

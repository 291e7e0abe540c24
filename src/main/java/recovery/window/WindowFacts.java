package recovery.window;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import recovery.receive.ReceiverState;
import recovery.second.CopyState;

/**
 * From when to when the server can be rewound.
 *
 * @param from the earliest moment, or null where there is no base backup
 * @param to the latest
 * @param spans what each base backup reaches, the latest first
 * @param holes log that is missing: nothing in them can be reached, and nothing behind one from a base backup before it
 * @param rpo what would be lost now
 * @param rto how long it takes to have a server back
 * @param copy how far the second place is, or null where there is none
 * @param warnings what is wrong
 * @param advice what would be better
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record WindowFacts(
        Moment from,
        Moment to,
        List<Span> spans,
        List<Missing> holes,
        Rpo rpo,
        Rto rto,
        ReceiverState receiver,
        CopyState copy,
        List<String> warnings,
        List<String> advice) {

    public WindowFacts {
        spans = List.copyOf(spans);
        holes = List.copyOf(holes);
        warnings = List.copyOf(warnings);
        advice = List.copyOf(advice);
    }

    /** A moment and a place; the time is null where nobody knows it. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Moment(Instant time, String lsn) {}

    /**
     * What one base backup reaches.
     *
     * @param timeline the newest that it leads to
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Span(String baseBackup, int timeline, Moment from, Moment to, Instant verifiedAt, Instant provenAt) {}

    /** Log that is missing, from its first byte to where it goes on. */
    public record Missing(String from, String to) {}

    /**
     * What would be lost if the server were gone now.
     *
     * @param seconds since everything was last here, or null where nothing is received
     * @param bytes of log that the server has written and that is not here, as far as it has told; or null
     * @param history the worst of each hour of the last week, the latest last
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Rpo(Double seconds, Long bytes, List<RpoHistory.Hour> history) {

        public Rpo {
            history = List.copyOf(history);
        }
    }

    /**
     * How long it took to have a server back.
     *
     * @param seconds the last time, or null where it was never done
     * @param history each time, the latest last
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Rto(Double seconds, List<RtoHistory.Measured> history) {

        public Rto {
            history = List.copyOf(history);
        }
    }
}

package ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A run as the ledger knows it, in the shape that every door answers with.
 *
 * @param askedBy the name of the user who asked, or null where there are none
 */
@JsonPropertyOrder({
    "id",
    "kind",
    "subject",
    "door",
    "askedBy",
    "state",
    "rows",
    "progress",
    "startedAt",
    "endedAt",
    "seconds",
    "detail",
    "problem"
})
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Run(
        UUID id,
        String kind,
        String subject,
        String door,
        String askedBy,
        RunState state,
        Rows rows,
        Progress progress,
        Instant startedAt,
        Instant endedAt,
        JsonNode detail,
        Problem problem) {

    /**
     * How far a run is.
     *
     * @param total null while it is not known
     * @param unit what is counted: {@code rows}, {@code bytes}, {@code tables} or {@code sets}
     */
    public record Progress(long done, Long total, String unit) {}

    public Run {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(rows, "rows");
    }

    /** The run of a request as whoever asked is told of it when the ledger cannot be asked. */
    public static Run begun(RunRequest request) {
        return new Run(
                request.run(),
                request.kind().name(),
                request.subject(),
                request.door().text(),
                request.header().askedBy(),
                RunState.RUNNING,
                Rows.NONE,
                new Progress(0, null, "rows"),
                Instant.now(),
                null,
                request.asked(),
                null);
    }

    /** The same, as far as it is now. */
    Run at(Progress now) {
        return new Run(id, kind, subject, door, askedBy, state, rows, now, startedAt, endedAt, detail, problem);
    }

    /** The same, with how far it is with each of its tables. */
    Run with(JsonNode tables) {
        ObjectNode told = detail instanceof ObjectNode object
                ? object.deepCopy()
                : Json.mapper().createObjectNode();
        told.set("tables", tables);
        return new Run(id, kind, subject, door, askedBy, state, rows, progress, startedAt, endedAt, told, problem);
    }

    /** From start to end, or to now; to the millisecond. */
    @JsonProperty
    public double seconds() {
        Duration taken = Duration.between(startedAt, endedAt == null ? Instant.now() : endedAt);
        return taken.toMillis() / 1000.0;
    }
}

package recovery.servers;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * A server that is as the live one was, in words of its own: it is found again by the folder alone.
 *
 * @param run that made it
 * @param target up to where the log was replayed, or null where dead rows were brought back
 * @param table whose dead rows it has, or null
 * @param baseBackup of which it was made, or null
 * @param system by which the log of the live server is told from that of others
 * @param stoppedAt the record at which replaying stopped
 * @param inclusive whether that one was still replayed
 * @param lastCommit the last one that is in it since the base backup, or null
 * @param database its name among the databases
 * @param state what became of it
 * @param expires when it goes by itself, or null for never
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RecoveryFacts(
        String id,
        UUID run,
        Instant made,
        WantedTarget target,
        String table,
        String baseBackup,
        String system,
        int major,
        String stoppedAt,
        boolean inclusive,
        Instant lastCommit,
        int port,
        String jdbcUrl,
        String username,
        String database,
        State state,
        Instant expires) {

    /** What became of it. */
    public enum State {
        /** It can be read. */
        INSPECT,
        /** It waits at its target, and has no timeline of its own yet. */
        PAUSED,
        /** It can be written too, and is nobody's to remove but by its name. */
        PROMOTED,
        /** It is a folder that we have nothing to do with any more. */
        EXPORTED;

        /** As JSON has it. */
        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RecoveryFacts {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(made, "made");
        if (target == null && table == null) {
            throw new IllegalArgumentException("neither a target nor a table whose dead rows it has");
        }
        Objects.requireNonNull(jdbcUrl, "jdbcUrl");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(state, "state");
    }

    /** Whether it takes writers here. */
    @JsonProperty
    public boolean writable() {
        return state == State.PROMOTED;
    }

    /** Whether it is somebody else's. */
    boolean isExported() {
        return state == State.EXPORTED;
    }

    /** Whether it waits at its target. */
    public boolean isPaused() {
        return state == State.PAUSED;
    }

    /** The same, open for writers. */
    RecoveryFacts promoted() {
        return with(State.PROMOTED, null, port, jdbcUrl, ServerFolder.USER);
    }

    /** The same, given away. */
    RecoveryFacts exported() {
        return with(State.EXPORTED, null, port, jdbcUrl, username);
    }

    /** The same where it listens now. */
    RecoveryFacts on(int newPort, String newUrl) {
        return with(state, expires, newPort, newUrl, username);
    }

    private RecoveryFacts with(State newState, Instant newExpires, int newPort, String newUrl, String newUsername) {
        return new RecoveryFacts(
                id,
                run,
                made,
                target,
                table,
                baseBackup,
                system,
                major,
                stoppedAt,
                inclusive,
                lastCommit,
                newPort,
                newUrl,
                newUsername,
                database,
                newState,
                newExpires);
    }

    /** Whether a transaction of the live server that committed there is the first one that is not in it. */
    public boolean isJustBefore(String lsn) {
        return !inclusive && stoppedAt.equals(lsn);
    }
}

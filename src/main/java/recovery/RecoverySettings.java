package recovery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import ledger.KeepRules;

/** What an operator may change about recovery. */
@ConfigMapping(prefix = "recovery")
public interface RecoverySettings {

    /** Where base backups are kept; below the data directory unless set. */
    Path baseBackups();

    BaseBackup baseBackup();

    /** Where the log is kept that is received; below the data directory unless set. */
    @WithName("wal")
    Path walFolder();

    Wal wal();

    /** Where servers are made that are as they were; below the data directory unless set. */
    Path servers();

    /** An address beside 127.0.0.1 at which they are reached, by their password; {@code ports} has to be said then. */
    Optional<String> listen();

    /** The ports that they take; any free one unless set. */
    @WithConverter(PortRange.Reader.class)
    Optional<PortRange> ports();

    /** Where base backups and log are brought to as well: a folder that is there, on another disk at best, or
     * {@code s3:bucket/prefix}; nowhere unless set. */
    Optional<String> copyTo();

    /** Such servers at the same time. */
    @WithDefault("2")
    @Min(1)
    int atOnce();

    /** How many days one stays that can only be read. */
    @WithDefault("7")
    @Min(1)
    int keepDays();

    /** How hard base backups are compressed, 1 to 19: more takes much longer and gains little. */
    @WithDefault("1")
    @Min(1)
    @Max(19)
    int compressionLevel();

    /** Which base backups are kept; without any of these all are. */
    KeepRules keep();

    Incidents incidents();

    Lag lag();

    Failover failover();

    Heap heap();

    /** About dead rows in the files of tables. */
    interface Heap {

        /**
         * How long they are kept from vacuum and pruning while the log is received, so that they can be brought back without a
         * backup; it costs the room that they take. Not at all unless set.
         */
        Optional<Duration> keep();
    }

    /** How far a standby may be behind before somebody is told. */
    interface Lag {

        /** In bytes of log that it does not show yet; any number unless set. */
        Optional<@WithConverter(ByteSize.class) @Min(0) Long> maxBytes();

        /** In seconds; any number unless set. */
        Optional<@DecimalMin("0") Double> maxSeconds();

        /** How many days it is kept how far each was behind. */
        @WithDefault("7")
        @Min(1)
        int keepDays();
    }

    /** When a standby may take the server's place. */
    interface Failover {

        /** So many rows may be lost by it. */
        @WithDefault("0")
        @Min(0)
        long maxRows();
    }

    /** About what destroyed rows. */
    interface Incidents {

        /** Whether each is told at once in the log of the service, unless it did it itself. */
        @WithDefault("true")
        boolean watch();

        /** From so many deleted rows on a transaction is one, at least 1. */
        @WithDefault("1000")
        @Min(1)
        long minRows();

        /** From this share of the table's rows on too, above 0 and at most 1. */
        @WithDefault("0.1")
        @DecimalMin(value = "0", inclusive = false)
        @DecimalMax("1")
        double minShare();
    }

    /** About taking them. */
    interface BaseBackup {

        /** When they are taken by themselves, as a Quartz cron expression; never unless set. */
        Optional<String> cron();

        /**
         * Whether a server from 17 on sends only what changed since the latest one, of which a whole one is made here; it needs
         * {@code summarize_wal}.
         */
        @WithDefault("false")
        boolean incremental();
    }

    /** About the log. */
    interface Wal {

        /**
         * Whether it is received: {@code auto} from the first base backup on, {@code on} from the start, {@code off} never;
         * a slot of ours is then dropped at the start.
         */
        @WithDefault("auto")
        Receive receive();

        /** How much of it the server may have to keep for us before we do without it. */
        @WithDefault("10GB")
        @WithConverter(ByteSize.class)
        @Min(1)
        long maxRetained();
    }

    /** Whether the log is received. */
    enum Receive {
        AUTO,
        ON,
        OFF
    }
}
